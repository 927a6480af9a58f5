import CinnabarSQL
import FoundationEssentials

/// Values for which SQLite has no type, as the text that stands for them.
enum SQLiteValueText {
    /// - Parameters:
    ///   - index: the parameter's position, from 1, for the error.
    static func text(_ value: SQLValue, index: Int32, sql: String?) throws -> String {
        let reason: String
        switch value {
        case .unencodable(let why): reason = "cannot be sent: \(why)"
        case .opaque: reason = "is of a type that SQLite does not have"
        case .numeric(let number) where number.isNaN: reason = "is NaN, which SQLite cannot store"
        default: return value.storedText
        }
        throw DatabaseError(.invalidValue, "parameter \(index) \(reason)") { $0.sql = sql }
    }
}
