public import CinnabarSQL

// One statement by itself, in autocommit: on a connection that is leased for it, or on none.
extension AsyncEngine {
    @usableFromInline
    nonisolated func compile(_ statement: some Statement) throws -> (CompiledStatement, [SQLValue]) {
        try environment.cache.compile(statement, for: environment.dialect)
    }

    @usableFromInline
    nonisolated func runAlone(bulk: BulkInsert, fileID: StaticString, line: UInt) async throws -> StatementOutcome {
        try await alone(CallSite(fileID: fileID, line: line)) {
            try await $0.execute(bulk: bulk, fileID: fileID, line: line)
        }
    }

    @usableFromInline
    nonisolated func runAlone(_ call: StatementCall, _ sink: StatementSink) async throws -> StatementOutcome {
        let environment = environment
        let (statement, source) = (call.statement, environment.source)
        if statement.intent == .read, statement.returnsRows, environment.separatesWriters,
            let outcome = try await environment.readDirectly(call, sink)
        {
            return outcome
        }
        if environment.measures, let outcome = try await environment.share(call, sink) { return outcome }
        // Raw SQL may begin a transaction or turn out to write; who listens wants to know of the wait.
        guard statement.intent != .unknown, !environment.measures else {
            return try await alone(call.site) { try await $0.runInside(call, sink) }
        }
        var leased = call.lease
        if leased == nil {
            leased = try await source.lease(Self.intent(of: statement), deadline: nil, site: call.site)
        }
        guard let lease = leased else { throw PoolErrors.closed }
        do {
            let request = StatementRequest(statement, binds: call.binds, deadline: environment.statementDeadline())
            let outcome = try await lease.connection.execute(request, sink: call.rows(sink))
            await lease.release(thorough: statement.touchesSession)
            return outcome
        } catch {
            await lease.release(thorough: statement.touchesSession)
            if error is WriterRequired { return try await alone(call.site) { try await $0.runInside(call, sink) } }
            throw environment.decorate(error, call)
        }
    }

    static func intent(of statement: CompiledStatement) -> LeaseIntent { statement.intent == .read ? .read : .write }

    nonisolated func alone<Value>(_ site: CallSite, _ body: (AsyncConnection) async throws -> Value) async throws
        -> Value
    {
        let connection = AsyncConnection(environment, mode: .autocommit, options: .default, site: site)
        do {
            let value = try await body(connection)
            await connection.end()
            return value
        } catch {
            await connection.end()
            throw error
        }
    }
}
