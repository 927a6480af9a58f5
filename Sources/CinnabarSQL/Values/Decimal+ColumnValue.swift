public import FoundationEssentials

/// Exact: a number that a `Decimal` cannot hold is an error, never rounded.
extension Decimal: ColumnValue {
    public static var sqlType: SQLType { .numeric() }

    @inlinable public var sqlValue: SQLValue { .numeric(self) }

    public static func decode(_ row: RowReader, _ index: Int) throws -> Decimal {
        let cell = row.cell(index)
        do {
            switch cell.kind {
            case .numeric:
                return try NumericCodec.decode(cell.bytes)
            case .integer:
                return Decimal(cell.int64)
            case .text:
                return try decimal(NumericText.parse(cell.bytes))
            case .real:
                let double = Double(bitPattern: cell.bits)
                if double.isNaN { return .nan }
                guard double.isFinite else { throw NumericError.infinite }
                guard let decimal = DecimalParts(exactly: double)?.decimal else {
                    throw row.invalid(
                        index, Decimal.self, "it is a floating-point number without an exact decimal value")
                }
                return decimal
            default:
                throw row.mismatch(index, Decimal.self)
            }
        } catch let error as NumericError {
            throw row.invalid(index, Decimal.self, error.description)
        }
    }

    private static func decimal(_ value: NumericValue) throws(NumericError) -> Decimal {
        switch value {
        case .nan: return .nan
        case .infinity: throw .infinite
        case .finite(let parts):
            guard let decimal = parts.decimal else { throw .outOfRange }
            return decimal
        }
    }
}
