extension LocalDateTime: ColumnValue {
    public static var sqlType: SQLType { .localTimestamp }

    @inlinable public var sqlValue: SQLValue { .localTimestamp(self) }

    /// ISO text too, for databases without a type for it.
    public static func decode(_ row: RowReader, _ index: Int) throws -> LocalDateTime {
        let cell = row.cell(index)
        switch cell.kind {
        case .localTimestamp:
            guard let value = LocalDateTime(microsecondsSince1970: cell.int64) else {
                throw row.invalid(index, LocalDateTime.self, "it is out of range")
            }
            return value
        case .text:
            do {
                return LocalDateTime(unchecked: try CalendarParser.localTimestamp(cell.bytes))
            } catch {
                throw row.invalid(index, LocalDateTime.self, error.description)
            }
        default:
            throw row.mismatch(index, LocalDateTime.self)
        }
    }
}
