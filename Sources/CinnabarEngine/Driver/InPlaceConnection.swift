public import CinnabarSQL

/// A connection that can run a statement in steps, between which the rows are read where they are wanted: without a
/// sink, and with no more suspensions than the database needs. For statements that need nothing else done first.
///
/// The owner makes the steps one after another: `startInPlace`, `receiveInPlace` where it says so, `endInPlace` or
/// `cancelInPlace`. A step that throws has ended the statement.
package protocol InPlaceConnection: DriverConnection, InPlaceSteps {
    /// - Parameters:
    ///   - binds: valid during the call.
    ///   - begin: starts a transaction first where none is open.
    func startInPlace(
        _ statement: CompiledStatement, binds: UnsafeBufferPointer<SQLValue>, begin: String?, deadline: Deadline?
    ) throws -> InPlaceStart

    /// Makes the connection, which is idle, one that serves the reads of many tasks; nil where it cannot. The lane
    /// then gives back the lease. Does not call back.
    func makeLane(_ number: Int, _ lease: Lease, _ reads: SharedReads) -> (any ReadLane)?
}

extension InPlaceConnection {
    package func makeLane(_ number: Int, _ lease: Lease, _ reads: SharedReads) -> (any ReadLane)? { nil }
}

/// The steps of a statement that was started.
package protocol InPlaceSteps: AnyObject, Sendable {
    /// Waits for what was sent.
    func receiveInPlace() async throws -> InPlaceStart

    /// - Parameter skipsRows: nobody has read the rows.
    func endInPlace(skipsRows: Bool) throws -> StatementOutcome

    /// Ends a statement whose rows could not be read.
    func cancelInPlace()
}

@usableFromInline
package enum InPlaceStart {
    /// The statement has to go the long way, by `execute`; nothing has happened.
    case notNow
    /// It is on its way: `receiveInPlace` is next.
    case sent
    /// The rows, which are valid until the end; nil for a statement without any.
    case rows(RowCursor?)
}
