import FoundationEssentials

/// Any value: what is decoded is a copy of what the row holds.
extension SQLValue: ColumnValue {
    public static var sqlType: SQLType { .text }
    public static var isNullable: Bool { true }
    public var sqlValue: SQLValue { self }

    public static func decode(_ row: RowReader, _ index: Int) throws -> SQLValue {
        let cell = row.cell(index)
        return switch cell.kind {
        case .null: .null
        case .integer: .integer(cell.int64)
        case .real: .real(Double(bitPattern: cell.bits))
        case .boolean: .boolean(cell.bits != 0)
        case .timestamp: .timestamp(cell.int64)
        case .text: .text(try String.decode(row, index))
        case .json: .json(try String.decode(row, index))
        case .blob: .blob([UInt8](cell.bytes))
        case .localTimestamp: .localTimestamp(try LocalDateTime.decode(row, index))
        case .date: .date(try LocalDate.decode(row, index))
        case .time: .time(try LocalTime.decode(row, index))
        case .interval: .interval(try CalendarInterval.decode(row, index))
        case .uuid: .uuid(try UUID.decode(row, index))
        case .numeric: .numeric(try Decimal.decode(row, index))
        case .array:
            try array(row, index)
        case .opaque: .opaque(type: row.typeNumber(index), bytes: [UInt8](cell.bytes))
        }
    }

    private static func array(_ row: RowReader, _ index: Int) throws -> SQLValue {
        let elements = try row.arrayElements(index)
        return .array(elements.first { $0 != .null }?.naturalType ?? .text, elements)
    }

    /// The column type that a value of this form has when nothing else says more.
    var naturalType: SQLType {
        switch self {
        case .null, .text, .unencodable: .text
        case .boolean: .boolean
        case .integer: .bigint
        case .real: .double
        case .blob, .opaque: .blob
        case .uuid: .uuid
        case .numeric: .numeric()
        case .timestamp: .timestamp
        case .localTimestamp: .localTimestamp
        case .date: .date
        case .time: .time
        case .interval: .interval
        case .json: .json
        case .array(let element, _): .array(element)
        case .enumeration(let type, _): .enumeration(type)
        }
    }
}
