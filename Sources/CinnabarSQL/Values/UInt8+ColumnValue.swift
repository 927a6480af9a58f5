extension UInt8: ColumnValue {
    public static var sqlType: SQLType { .smallint }

    @inlinable public var sqlValue: SQLValue { .integer(Int64(self)) }

    @inlinable
    public static func decode(_ row: RowReader, _ index: Int) throws -> UInt8 {
        let cell = row.cell(index)
        if cell.kind == .integer, let value = UInt8(exactly: cell.int64) { return value }
        return try IntegerDecoding.decode(row, index)
    }
}
