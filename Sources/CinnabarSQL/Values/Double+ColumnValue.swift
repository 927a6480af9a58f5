extension Double: ColumnValue {
    public static var sqlType: SQLType { .double }

    @inlinable public var sqlValue: SQLValue { .real(self) }

    @inlinable
    public static func decode(_ row: RowReader, _ index: Int) throws -> Double {
        let cell = row.cell(index)
        if cell.kind == .real { return Double(bitPattern: cell.bits) }
        return try decodeOther(row, index)
    }

    /// Integers where they are exact; exact numbers, such as PostgreSQL's `avg(bigint)`, as the nearest double.
    @usableFromInline
    static func decodeOther(_ row: RowReader, _ index: Int) throws -> Double {
        let cell = row.cell(index)
        switch cell.kind {
        case .integer:
            guard let value = Double(exactly: cell.int64) else {
                throw row.invalid(index, Double.self, "it is an integer that a Double cannot hold exactly")
            }
            return value
        case .numeric:
            do {
                let value = try NumericCodec.double(cell.bytes)
                return value
            } catch {
                throw row.invalid(index, Double.self, error.description)
            }
        default:
            throw row.mismatch(index, Double.self)
        }
    }
}
