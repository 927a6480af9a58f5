extension Float: ColumnValue {
    public static var sqlType: SQLType { .real }

    @inlinable public var sqlValue: SQLValue { .real(Double(self)) }

    /// Rounds to the nearest `Float`, which is what the type promises; a value too large for it is an error.
    @inlinable
    public static func decode(_ row: RowReader, _ index: Int) throws -> Float {
        let double = try readDouble(row, index)
        let float = Float(double)
        if float.isInfinite, double.isFinite { throw row.invalid(index, Float.self, "it is out of range") }
        return float
    }

    @inlinable
    static func readDouble(_ row: RowReader, _ index: Int) throws -> Double {
        let cell = row.cell(index)
        if cell.kind == .real { return Double(bitPattern: cell.bits) }
        return try readOtherDouble(row, index)
    }

    @usableFromInline
    static func readOtherDouble(_ row: RowReader, _ index: Int) throws -> Double {
        switch row.cell(index).kind {
        case .integer, .numeric: return try Double.decodeOther(row, index)
        default: throw row.mismatch(index, Float.self)
        }
    }
}
