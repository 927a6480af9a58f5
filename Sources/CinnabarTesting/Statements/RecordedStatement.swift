package import CinnabarEngine
public import CinnabarSQL

/// A statement that an engine has run, as a `StatementRecorder` noted it.
public struct RecordedStatement: Sendable, CustomStringConvertible {
    public let sql: String
    /// What it does; `.unknown` for control statements and raw SQL.
    public let intent: StatementIntent
    /// How many times it ran with binds of its own, in one go.
    public let batchSize: Int
    /// The call that it came from, as `#fileID` says it; nil for control statements other than SAVEPOINT.
    public let fileID: String?
    public let line: UInt
    public let rowCount: Int
    public let affectedRows: Int
    /// From the wish for a connection to the last row. Statements that travel together all have the time of their
    /// group; control statements have none.
    public let duration: Duration
    /// Why it failed.
    public let error: (any Error)?
    /// Whether it is one of BEGIN, COMMIT, ROLLBACK and their kin for savepoints: those are no queries.
    public let isControl: Bool
    /// Statements of one number have travelled together; nil for what shares the round trip of one beside it.
    let roundTrip: UInt64?

    package init(_ statement: ObservedStatement) {
        let context = statement.context
        sql = context.sql
        intent = context.intent
        batchSize = context.batchSize
        fileID = context.fileID
        line = context.line
        rowCount = statement.rowCount
        affectedRows = statement.affectedRows
        duration = statement.duration
        error = statement.error
        // The one control statement that is sent as others are.
        isControl = context.sql.hasPrefix("SAVEPOINT ")
        roundTrip = statement.roundTrip
    }

    /// - Parameter roundTrip: a number that no other statement has.
    package init(_ statement: ControlStatement, roundTrip: UInt64) {
        sql = statement.sql
        intent = .unknown
        batchSize = 1
        fileID = nil
        line = 0
        rowCount = 0
        affectedRows = 0
        duration = .zero
        error = nil
        isControl = true
        self.roundTrip = statement.ridesAlong ? nil : roundTrip
    }

    /// The call that it came from, for people: `Post.swift:42`.
    public var callSite: String? {
        fileID.map { "\($0.split(separator: "/").last ?? ""):\(line)" }
    }

    public var description: String { sql }
}
