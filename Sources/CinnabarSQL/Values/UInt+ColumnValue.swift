import FoundationEssentials

/// A `BIGINT`; a value beyond `Int64.max` is sent as an exact number, which fits a `.numeric(precision: 20)` column.
extension UInt: ColumnValue {
    public static var sqlType: SQLType { .bigint }

    public var sqlValue: SQLValue {
        Int64(exactly: self).map(SQLValue.integer) ?? .numeric(Decimal(self))
    }

    @inlinable
    public static func decode(_ row: RowReader, _ index: Int) throws -> UInt {
        let cell = row.cell(index)
        if cell.kind == .integer, let value = UInt(exactly: cell.int64) { return value }
        return try IntegerDecoding.decode(row, index)
    }
}
