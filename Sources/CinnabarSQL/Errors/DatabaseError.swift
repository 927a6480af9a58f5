/// Everything that can go wrong between a statement and its rows.
///
/// `description` is safe to log: it never holds bound values or passwords, and row data that a server put into its
/// DETAIL is left out. `debugDescription` adds the SQL, detail and hint, still without values.
///
/// ```swift
/// do { try await connection.execute(statement) }
/// catch let error as DatabaseError where error.kind == .uniqueViolation { … }
/// ```
public struct DatabaseError: Error, Sendable {
    /// What kind of failure it is: matchable, and open for more.
    public struct Kind: Sendable, Hashable, RawRepresentable {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }
    }

    /// The parts, behind one reference so that throwing functions stay small.
    private final class Storage: Sendable {
        let fields: Fields
        init(_ fields: Fields) { self.fields = fields }
    }

    public struct Fields: Sendable {
        public var kind: Kind
        /// What happened and what to do.
        public var message: String
        /// SQLSTATE (PostgreSQL) when there is one.
        public var sqlState: String?
        /// The extended result code (SQLite) when there is one.
        public var resultCode: Int32?
        public var constraint: String?
        public var schema: String?
        public var table: String?
        public var columns: [String] = []
        /// The server's DETAIL; may hold row data, so only `debugDescription` and code that asks shows it.
        public var detail: String?
        public var hint: String?
        public var sql: String?
        /// How many values were bound; the values themselves are never kept.
        public var bindCount = 0
        /// Where the call was made.
        public var fileID: String?
        public var line: UInt?
        /// An error met while cleaning up after this one.
        public var secondary: String?
        /// What caused it, when another error did.
        public var underlying: (any Error)?

        public init(kind: Kind, message: String) {
            self.kind = kind
            self.message = message
        }
    }

    private var storage: Storage
    public var fields: Fields {
        get { storage.fields }
        set { storage = Storage(newValue) }
    }

    public init(_ fields: Fields) { storage = Storage(fields) }

    public init(_ kind: Kind, _ message: String, configure: (inout Fields) -> Void = { _ in }) {
        var fields = Fields(kind: kind, message: message)
        configure(&fields)
        storage = Storage(fields)
    }
}

extension DatabaseError {
    public var kind: Kind { storage.fields.kind }
    public var message: String { storage.fields.message }
    public var sqlState: String? { storage.fields.sqlState }
    public var resultCode: Int32? { storage.fields.resultCode }
    public var constraint: String? { storage.fields.constraint }
    public var schema: String? { storage.fields.schema }
    public var table: String? { storage.fields.table }
    public var columns: [String] { storage.fields.columns }
    public var detail: String? { storage.fields.detail }
    public var hint: String? { storage.fields.hint }
    public var sql: String? { storage.fields.sql }
    public var secondary: String? { storage.fields.secondary }
    public var underlying: (any Error)? { storage.fields.underlying }
}
