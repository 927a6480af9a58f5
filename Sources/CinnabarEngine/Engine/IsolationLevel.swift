/// How much a transaction sees of the others.
///
/// SQLite's transactions are always serializable; every level is accepted there.
public enum IsolationLevel: String, Sendable, Hashable {
    case readUncommitted = "READ UNCOMMITTED"
    case readCommitted = "READ COMMITTED"
    case repeatableRead = "REPEATABLE READ"
    case serializable = "SERIALIZABLE"
}

/// What a transaction may do and how it is isolated.
public struct TransactionOptions: Sendable, Hashable {
    public var isolation: IsolationLevel?
    /// A read-only transaction; on SQLite it runs beside the writer, on a reader.
    public var isReadOnly: Bool
    /// With serializable and read-only: waits for a snapshot that can never fail (PostgreSQL).
    public var isDeferrable: Bool

    public init(isolation: IsolationLevel? = nil, readOnly: Bool = false, deferrable: Bool = false) {
        self.isolation = isolation
        self.isReadOnly = readOnly
        self.isDeferrable = deferrable
    }

    public static let `default` = TransactionOptions()
    public static let read = TransactionOptions(readOnly: true)
    public static let serializable = TransactionOptions(isolation: .serializable)
    public static let repeatableRead = TransactionOptions(isolation: .repeatableRead)
}
