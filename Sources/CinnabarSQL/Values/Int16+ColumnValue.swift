extension Int16: ColumnValue {
    public static var sqlType: SQLType { .smallint }

    @inlinable public var sqlValue: SQLValue { .integer(Int64(self)) }

    @inlinable
    public static func decode(_ row: RowReader, _ index: Int) throws -> Int16 {
        let cell = row.cell(index)
        if cell.kind == .integer, let value = Int16(exactly: cell.int64) { return value }
        return try IntegerDecoding.decode(row, index)
    }
}
