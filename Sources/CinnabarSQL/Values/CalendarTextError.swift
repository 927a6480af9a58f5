/// Why a text is not a date, a time or an interval. It never holds the text itself.
enum CalendarTextError: Error, Hashable, CustomStringConvertible {
    case malformed
    case noSuchDate
    case noSuchTime
    case zoneOutOfRange
    case tooFine
    case unexpectedZone
    case outOfRange

    var description: String {
        switch self {
        case .malformed: "it is not in ISO 8601 form"
        case .noSuchDate: "there is no such date"
        case .noSuchTime: "there is no such time of day"
        case .zoneOutOfRange: "its time zone offset is beyond 15:59:59"
        case .tooFine: "it is finer than a microsecond"
        case .unexpectedZone: "it has a time zone"
        case .outOfRange: "it is out of range"
        }
    }
}
