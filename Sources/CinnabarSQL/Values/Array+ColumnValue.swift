/// `[UInt8]` is a blob; any other array is an array column: native on PostgreSQL, JSON text elsewhere.
///
/// NULL elements need an optional element type, nested arrays nest: `[[Int?]]`.
extension Array: ColumnValue where Element: ColumnValue {
    public static var sqlType: SQLType {
        Element.self == UInt8.self ? .blob : .array(Element.sqlType)
    }

    public var sqlValue: SQLValue {
        // The same type under another name, so the cast is the identity.
        if Element.self == UInt8.self { return .blob(unsafeBitCast(self, to: [UInt8].self)) }
        var elements: [SQLValue] = []
        elements.reserveCapacity(count)
        for element in self {
            let value = element.sqlValue
            // An array is sent whole or not at all.
            if case .unencodable(let why) = value { return .unencodable("element \(elements.count): \(why)") }
            elements.append(value)
        }
        return .array(Element.sqlType, elements)
    }

    public static func decode(_ row: RowReader, _ index: Int) throws -> [Element] {
        if Element.self == UInt8.self {
            guard let bytes = BlobDecoding.bytes(row, index) else { throw row.mismatch(index, Self.self) }
            // The same type under another name, so the cast is the identity.
            return unsafeBitCast([UInt8](bytes), to: Self.self)
        }
        let elements: [SQLValue]
        switch row.cell(index).kind {
        case .array:
            elements = try row.arrayElements(index)
        case .text, .json:
            do {
                elements = try ArrayText.elements(row.cell(index).bytes, type: Element.sqlType)
            } catch {
                throw row.invalid(index, Self.self, error.description)
            }
        default:
            throw row.mismatch(index, Self.self)
        }
        var values: [Element] = []
        values.reserveCapacity(elements.count)
        for (place, element) in elements.enumerated() {
            do {
                values.append(try element.decode(as: Element.self))
            } catch let error as RowDecodingError {
                throw row.invalid(index, Self.self, "element \(place) \(error.elementReason)")
            }
        }
        return values
    }
}

extension RowDecodingError {
    /// What is wrong with an array's element, in few words.
    fileprivate var elementReason: String {
        switch reason {
        case .noColumn, .typeMismatch: "is \(found), which cannot be read as \(wanted)"
        case .unexpectedNull: "is NULL, but \(wanted) was wanted"
        case .invalidValue(let why): "cannot be read as \(wanted): \(why)"
        }
    }
}
