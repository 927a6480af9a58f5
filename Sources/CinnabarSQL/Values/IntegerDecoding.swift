/// What is left of decoding an integer when the cell is not simply one that fits.
@usableFromInline
enum IntegerDecoding {
    /// Reads exact numbers, such as PostgreSQL's `sum(bigint)`, where they are whole and fit.
    @usableFromInline
    static func decode<Value: FixedWidthInteger & ColumnValue>(_ row: RowReader, _ index: Int) throws -> Value {
        let cell = row.cell(index)
        switch cell.kind {
        case .integer:
            throw row.invalid(index, Value.self, "it is out of range")
        case .numeric:
            do {
                switch try NumericCodec.value(cell.bytes) {
                case .nan: throw NumericError.notANumber
                case .infinity: throw NumericError.infinite
                case .finite(let parts):
                    guard parts.exponent >= 0 else { throw NumericError.hasFraction }
                    guard let value = parts.integer(Value.self) else { throw NumericError.outOfRange }
                    return value
                }
            } catch let error as NumericError {
                throw row.invalid(index, Value.self, error.description)
            }
        case .text where !Value.isSigned:
            // A column for numbers beyond Int64 is TEXT where the database has no such type.
            guard let value = Value(String(decoding: cell.bytes, as: UTF8.self)) else {
                throw row.mismatch(index, Value.self)
            }
            return value
        default:
            throw row.mismatch(index, Value.self)
        }
    }
}
