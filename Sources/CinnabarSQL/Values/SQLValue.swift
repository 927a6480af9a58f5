public import FoundationEssentials

/// A value on its way to the database, or kept from a row whose type is not known at compile time.
public enum SQLValue: Sendable, Hashable {
    case null
    case boolean(Bool)
    case integer(Int64)
    case real(Double)
    case text(String)
    case blob([UInt8])
    case uuid(UUID)
    /// Exact; NaN and the infinities where the database has them.
    case numeric(Decimal)
    /// Microseconds since 1970-01-01T00:00:00Z.
    case timestamp(Int64)
    case localTimestamp(LocalDateTime)
    case date(LocalDate)
    case time(LocalTime)
    case interval(CalendarInterval)
    /// JSON, as text.
    case json(String)
    indirect case array(SQLType, [SQLValue])
    /// A label of a native enum.
    indirect case enumeration(EnumType, String)
    /// The bytes of a type that Cinnabar does not know, with the server's number for the type.
    case opaque(type: UInt32, bytes: [UInt8])
    /// What could not be made into a value, and why: binding it throws `.invalidValue` with this text.
    case unencodable(String)
}
