package import Synchronization

/// What a statement does, as far as its form tells.
public enum StatementIntent: Sendable, Hashable {
    /// Reads rows and nothing else: may run outside a transaction, on a reader.
    case read
    /// Changes or locks rows.
    case write
    /// Defines or drops schema objects.
    case schema
    /// Raw SQL: the database decides.
    case unknown
}

/// How a parameter is offered to a database that types its parameters.
public enum ParameterHint: UInt8, Sendable, Hashable {
    /// By the value's own type; text is left for the database to infer.
    case value
    /// As a literal would be typed: small integers as 32-bit, text as text. For raw SQL and function arguments.
    case literal
}

/// The SQL text of a statement for one dialect, ready to be sent any number of times with different binds.
///
/// Immutable and shared. `id` is never reused within a process, so that a connection may key its prepared statements
/// by it.
public final class CompiledStatement: Sendable {
    private static let nextID = Atomic<UInt64>(1)

    public let id: UInt64
    public let sql: String
    public let intent: StatementIntent
    /// One per placeholder, in order.
    public let hints: [ParameterHint]
    /// Whether rows come back.
    public let returnsRows: Bool
    /// Whether it may leave something behind in the connection's session: a setting, a lock, a temporary table.
    public let touchesSession: Bool
    /// Whether a connection should keep it prepared. Off for schema changes and one-shot text.
    public let isReusable: Bool

    /// Whether all of it is known and only reads: no SQL of the user's own, no function that might do more. It may then
    /// be run once more, or beside the statements of others.
    public let isPureRead: Bool
    /// What its engine has learnt about how long it takes: see `StatementPace`.
    package let pace = Atomic(StatementPace.unknown)

    /// What the cache knows it by, beside its text.
    let fingerprint: StatementFingerprint

    public convenience init(
        sql: String, intent: StatementIntent, hints: [ParameterHint] = [], returnsRows: Bool,
        touchesSession: Bool = false, isReusable: Bool = true, isPureRead: Bool = false
    ) {
        self.init(
            sql: sql, intent: intent, hints: hints, returnsRows: returnsRows, touchesSession: touchesSession,
            isReusable: isReusable, isPureRead: isPureRead, fingerprint: StatementFingerprint())
    }

    init(
        sql: String, intent: StatementIntent, hints: [ParameterHint], returnsRows: Bool, touchesSession: Bool,
        isReusable: Bool, isPureRead: Bool, fingerprint: StatementFingerprint
    ) {
        self.id = Self.nextID.wrappingAdd(1, ordering: .relaxed).oldValue
        self.sql = sql
        self.intent = intent
        self.hints = hints
        self.returnsRows = returnsRows
        self.touchesSession = touchesSession
        self.isReusable = isReusable
        self.isPureRead = isPureRead
        self.fingerprint = fingerprint
    }
}

/// What is known of a statement's speed, for who has to decide whether others may wait behind it.
package enum StatementPace: UInt8, Sendable, AtomicRepresentable {
    case unknown
    /// It took hardly longer than the way to the database and back.
    case quick
    /// It must have a connection of its own: its rows are many, or it does more than it seems to.
    case alone
}
