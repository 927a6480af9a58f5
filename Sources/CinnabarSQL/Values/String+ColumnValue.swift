extension String: ColumnValue {
    public static var sqlType: SQLType { .text }

    @inlinable public var sqlValue: SQLValue { .text(self) }

    @inlinable
    public static func decode(_ row: RowReader, _ index: Int) throws -> String {
        let cell = row.cell(index)
        if cell.kind == .text, let text = UTF8Text.string(cell.bytes) { return text }
        return try decodeOther(row, index)
    }

    /// PostgreSQL gives the types that are made in a database, enums among them, numbers from here on.
    static let firstUserType: UInt32 = 16_384

    /// JSON as it is written, and the values of types of the database's own, which are labels or text as a rule.
    @usableFromInline
    static func decodeOther(_ row: RowReader, _ index: Int) throws -> String {
        let cell = row.cell(index)
        switch cell.kind {
        case .text, .json: break
        case .opaque where row.typeNumber(index) >= firstUserType: break
        default: throw row.mismatch(index, String.self)
        }
        guard let text = UTF8Text.string(cell.bytes) else {
            throw row.invalid(index, String.self, "its bytes are not valid UTF-8")
        }
        return text
    }
}
