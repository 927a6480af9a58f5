public import CinnabarSQL
import FoundationEssentials

extension SQLValue {
    var source: SourceNode {
        switch self {
        case .null: .text(".null")
        case .boolean(let value): .make(".boolean", (nil, value ? .true : .false))
        case .integer(let value): .make(".integer", (nil, .text("\(value)")))
        case .real(let value): .make(".real", (nil, .text(Self.literal(value))))
        case .text(let text): .make(".text", (nil, .string(text)))
        case .blob(let bytes): .make(".blob", (nil, .list(bytes.map { .text("\($0)") })))
        case .uuid(let uuid): .make(".uuid", (nil, .string(uuid.uuidString.lowercased())))
        case .numeric(let decimal): .make(".numeric", (nil, .string(SQLValue.numeric(decimal).description)))
        case .timestamp(let microseconds): .make(".timestamp", (nil, .text("\(microseconds)")))
        case .localTimestamp(let value): .make(".localTimestamp", (nil, .string(value.description)))
        case .date(let value): .make(".date", (nil, .string(value.description)))
        case .time(let value): .make(".time", (nil, .string(value.description)))
        case .interval(let value):
            .make(
                ".interval",
                (
                    nil,
                    .make(
                        "CalendarInterval", ("months", value.months == 0 ? nil : .text("\(value.months)")),
                        ("days", value.days == 0 ? nil : .text("\(value.days)")),
                        ("microseconds", value.microseconds == 0 ? nil : .text("\(value.microseconds)")))
                ))
        case .json(let text): .make(".json", (nil, .string(text)))
        case .array(let type, let elements): .make(".array", (nil, type.source), (nil, .list(elements.map(\.source))))
        case .enumeration(let type, let label): .make(".enumeration", (nil, type.source), (nil, .string(label)))
        case .opaque(let type, let bytes):
            .make(".opaque", ("type", .text("\(type)")), ("bytes", .list(bytes.map { .text("\($0)") })))
        case .unencodable(let why): .make(".unencodable", (nil, .string(why)))
        }
    }

    private static func literal(_ value: Double) -> String {
        if value.isNaN { return ".nan" }
        if value.isInfinite { return value < 0 ? "-.infinity" : ".infinity" }
        // The compiler refuses literals that small.
        if value.isSubnormal { return "Double(bitPattern: \(value.bitPattern))" }
        return "\(value)"
    }
}

/// Values from their text, for the source of revisions. A text that is none becomes a value that no database takes:
/// an error when the revision runs, never a trap.
extension SQLValue {
    /// `.uuid("6ba7b810-9dad-11d1-80b4-00c04fd430c8")`
    public static func uuid(_ text: String) -> SQLValue {
        UUID(uuidString: text).map(SQLValue.uuid) ?? .unencodable("\"\(text)\" is no UUID")
    }

    /// `.numeric("12.50")`
    public static func numeric(_ text: String) -> SQLValue {
        if text == "NaN" { return .numeric(Decimal.nan) }
        // The parser would take "12x" for 12.
        let isNumber = !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) || "+-.eE".utf8.contains($0) }
        guard isNumber, let decimal = Decimal(string: text) else { return .unencodable("\"\(text)\" is no number") }
        return .numeric(decimal)
    }

    /// `.date("2026-11-25")`
    public static func date(_ text: String) -> SQLValue {
        LocalDate(text).map(SQLValue.date) ?? .unencodable("\"\(text)\" is no date")
    }

    /// `.time("12:30:00")`
    public static func time(_ text: String) -> SQLValue {
        LocalTime(text).map(SQLValue.time) ?? .unencodable("\"\(text)\" is no time of day")
    }

    /// `.localTimestamp("2026-11-25 12:30:00")`
    public static func localTimestamp(_ text: String) -> SQLValue {
        LocalDateTime(text).map(SQLValue.localTimestamp) ?? .unencodable("\"\(text)\" is no date with time")
    }
}
