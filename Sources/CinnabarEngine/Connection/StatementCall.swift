public import CinnabarSQL

/// One execution of a statement, and where in the user's source it was asked for.
@usableFromInline
struct StatementCall: Sendable {
    let statement: CompiledStatement
    let binds: [SQLValue]
    let site: CallSite
    /// A connection that was leased for it already.
    var lease: Lease?

    @usableFromInline
    init(_ compiled: (CompiledStatement, [SQLValue]), fileID: StaticString, line: UInt) {
        (statement, binds) = compiled
        site = CallSite(fileID: fileID, line: line)
    }

    init(_ compiled: (CompiledStatement, [SQLValue]), _ site: CallSite) {
        (statement, binds) = compiled
        self.site = site
    }

    init(_ statement: CompiledStatement, _ binds: [SQLValue], _ site: CallSite) {
        self.statement = statement
        self.binds = binds
        self.site = site
    }

    func request(_ ready: AsyncConnection.Ready, _ environment: ExecutionEnvironment) -> StatementRequest {
        StatementRequest(statement, binds: binds, prologue: ready.prologue, deadline: environment.statementDeadline())
    }

    /// The sink, where there will be rows.
    func rows(_ sink: StatementSink) -> StatementSink? { statement.returnsRows ? sink : nil }
}
