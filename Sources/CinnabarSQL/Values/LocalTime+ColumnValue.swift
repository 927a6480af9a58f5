extension LocalTime: ColumnValue {
    public static var sqlType: SQLType { .time }

    @inlinable public var sqlValue: SQLValue { .time(self) }

    /// ISO text too, for databases without a type for it.
    public static func decode(_ row: RowReader, _ index: Int) throws -> LocalTime {
        let cell = row.cell(index)
        switch cell.kind {
        case .time:
            guard let value = LocalTime(microsecondsSinceMidnight: cell.int64) else {
                throw row.invalid(index, LocalTime.self, "it is out of range")
            }
            return value
        case .text:
            do {
                return LocalTime(unchecked: try CalendarParser.timeOfDay(cell.bytes))
            } catch {
                throw row.invalid(index, LocalTime.self, error.description)
            }
        default:
            throw row.mismatch(index, LocalTime.self)
        }
    }
}
