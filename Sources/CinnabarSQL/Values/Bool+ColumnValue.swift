extension Bool: ColumnValue {
    public static var sqlType: SQLType { .boolean }

    @inlinable public var sqlValue: SQLValue { .boolean(self) }

    @inlinable
    public static func decode(_ row: RowReader, _ index: Int) throws -> Bool {
        let cell = row.cell(index)
        if cell.kind == .boolean { return cell.bits != 0 }
        return try decodeOther(row, index)
    }

    /// SQLite stores booleans as 0 and 1; any other number is no boolean.
    @usableFromInline
    static func decodeOther(_ row: RowReader, _ index: Int) throws -> Bool {
        let cell = row.cell(index)
        guard cell.kind == .integer else { throw row.mismatch(index, Bool.self) }
        guard 0...1 ~= cell.int64 else { throw row.invalid(index, Bool.self, "it is neither 0 nor 1") }
        return cell.int64 == 1
    }
}
