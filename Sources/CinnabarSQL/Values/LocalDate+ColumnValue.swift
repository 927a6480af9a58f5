extension LocalDate: ColumnValue {
    public static var sqlType: SQLType { .date }

    @inlinable public var sqlValue: SQLValue { .date(self) }

    /// ISO text too, for databases without a type for it.
    public static func decode(_ row: RowReader, _ index: Int) throws -> LocalDate {
        let cell = row.cell(index)
        switch cell.kind {
        case .date:
            guard let value = LocalDate(daysSince1970: cell.int64) else {
                throw row.invalid(index, LocalDate.self, "it is out of range")
            }
            return value
        case .text:
            do {
                return LocalDate(unchecked: try CalendarParser.days(cell.bytes))
            } catch {
                throw row.invalid(index, LocalDate.self, error.description)
            }
        default:
            throw row.mismatch(index, LocalDate.self)
        }
    }
}
