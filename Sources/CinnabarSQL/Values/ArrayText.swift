/// Arrays as JSON text, for databases that have no arrays.
package enum ArrayText {
    /// The JSON text of an array's elements.
    package static func format(_ elements: [SQLValue]) -> String {
        json(.array(.text, elements)).description
    }

    private static func json(_ value: SQLValue) -> JSONValue {
        switch value {
        case .null: .null
        case .boolean(let value): .boolean(value)
        case .integer(let value): .integer(value)
        case .real(let value) where value.isFinite: .number(value)
        case .json(let text): (try? JSONValue(parsing: text)) ?? .string(text)
        case .array(_, let elements): .array(elements.map(json))
        // A database may read JSON numbers as doubles, so exact numbers travel as strings.
        case .real, .text, .blob, .uuid, .numeric, .timestamp, .localTimestamp, .date, .time, .interval, .enumeration,
            .opaque, .unencodable:
            .string(value.storedText)
        }
    }

    /// The elements of a JSON array, as values of the type that the elements have.
    static func elements(_ bytes: UnsafeRawBufferPointer, type: SQLType) throws(JSONTextError) -> [SQLValue] {
        guard case .array(let elements) = try JSONParser.parse(bytes) else { throw .notAnArray }
        return elements.map { value($0, type: type) }
    }

    private static func value(_ json: JSONValue, type: SQLType) -> SQLValue {
        switch (json, type) {
        case (.null, _): return .null
        case (_, .json): return .json(json.description)
        case (.string(let text), .blob):
            return bytes(hexadecimal: text).map(SQLValue.blob) ?? .text(text)
        case (.string(let text), .double), (.string(let text), .real):
            return ["nan", "inf", "-inf"].contains(text) ? Double(text).map(SQLValue.real) ?? .text(text) : .text(text)
        case (.array(let elements), .array(let inner)):
            return .array(inner, elements.map { value($0, type: inner) })
        case (.boolean(let value), _): return .boolean(value)
        case (.integer(let value), _): return .integer(value)
        case (.number(let value), _): return .real(value)
        case (.decimal(let value), _): return .numeric(value)
        case (.string(let text), _): return .text(text)
        case (.array, _), (.object, _): return .json(json.description)
        }
    }

    private static func bytes(hexadecimal text: String) -> [UInt8]? {
        let digits = text.utf8.map(UUIDText.digit)
        guard digits.count % 2 == 0 else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count / 2)
        for place in stride(from: 0, to: digits.count, by: 2) {
            guard let high = digits[place], let low = digits[place + 1] else { return nil }
            bytes.append(high << 4 | low)
        }
        return bytes
    }
}
