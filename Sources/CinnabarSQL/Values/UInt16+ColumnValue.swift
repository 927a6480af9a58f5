extension UInt16: ColumnValue {
    public static var sqlType: SQLType { .integer }

    @inlinable public var sqlValue: SQLValue { .integer(Int64(self)) }

    @inlinable
    public static func decode(_ row: RowReader, _ index: Int) throws -> UInt16 {
        let cell = row.cell(index)
        if cell.kind == .integer, let value = UInt16(exactly: cell.int64) { return value }
        return try IntegerDecoding.decode(row, index)
    }
}
