extension Int64: ColumnValue {
    public static var sqlType: SQLType { .bigint }

    @inlinable public var sqlValue: SQLValue { .integer(self) }

    @inlinable
    public static func decode(_ row: RowReader, _ index: Int) throws -> Int64 {
        let cell = row.cell(index)
        if cell.kind == .integer { return cell.int64 }
        return try IntegerDecoding.decode(row, index)
    }
}
