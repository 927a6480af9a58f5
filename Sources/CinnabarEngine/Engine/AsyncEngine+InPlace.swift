public import CinnabarSQL

// One statement by itself, in steps, on a connection that is leased for it.
extension AsyncEngine {
    /// Compiles a statement, and starts it if a connection is idle.
    @usableFromInline
    nonisolated func start(_ statement: some Statement, fileID: StaticString, line: UInt) throws -> StartedStatement {
        let site = CallSite(fileID: fileID, line: line)
        return try withUnsafeTemporaryAllocation(byteCount: StatementShape.byteCount, alignment: 16) { memory in
            if let memory = memory.baseAddress {
                var shape = StatementShape(memory)
                if let found = environment.cache.find(statement, &shape) {
                    if let read = share(found, shape.binds, site) {
                        return .inPlace(InPlaceRun(read, .sent, bindCount: shape.binds.count, site: site))
                    }
                    let lease = leaseIdle(found, site)
                    if let lease, let run = try start(found, shape.binds, lease, site) { return .inPlace(run) }
                    var call = StatementCall(found, Array(shape.binds), site)
                    call.lease = lease
                    return .waiting(call)
                }
            }
            return .waiting(StatementCall(try environment.cache.compileNew(statement, for: environment.dialect), site))
        }
    }

    /// Waits for a connection and starts the statement there.
    @usableFromInline
    nonisolated func startWhenLeased(_ call: StatementCall) async throws -> StartedStatement {
        guard call.lease == nil, mayRunInPlace(call.statement) else { return .waiting(call) }
        if let read = call.binds.withUnsafeBufferPointer({ share(call.statement, $0, call.site) }) {
            return .inPlace(InPlaceRun(read, .sent, bindCount: call.binds.count, site: call.site))
        }
        let reads = environment.sharedReads.flatMap { $0.covers(call.statement) ? $0 : nil }
        // Who waits for a connection counts too: the one that is free next may then serve all of them.
        reads?.begin()
        let lease: Lease
        do {
            lease = try await environment.source.lease(
                Self.intent(of: call.statement), deadline: nil, site: call.site)
        } catch {
            reads?.end()
            throw error
        }
        let isLane = reads.map { $0.isWorthIt(call.statement) && $0.wantsLane && $0.adopt(lease) } ?? false
        reads?.end()
        if let reads, isLane {
            let read = SharedRead(call.statement, call.binds, reads)
            return .inPlace(InPlaceRun(read, .sent, bindCount: call.binds.count, site: call.site))
        }
        var run: InPlaceRun?
        try call.binds.withUnsafeBufferPointer { run = try start(call.statement, $0, lease, call.site) }
        if let run { return .inPlace(run) }
        var call = call
        call.lease = lease
        return .waiting(call)
    }

    /// Raw SQL may begin a transaction or write; where there is one writer, reads have a queue of their own.
    private nonisolated func mayRunInPlace(_ statement: CompiledStatement) -> Bool {
        environment.runsInPlace && !environment.separatesWriters && statement.intent != .unknown
    }

    /// The read as one of those that share a connection, where that is faster; nil where it needs one of its own.
    private nonisolated func share(
        _ statement: CompiledStatement, _ binds: UnsafeBufferPointer<SQLValue>, _ site: CallSite
    ) -> SharedRead? {
        guard let reads = environment.sharedReads, environment.runsInPlace, reads.covers(statement),
            reads.isWorthIt(statement)
        else { return nil }
        openLane(reads, site)
        return reads.hasLanes ? SharedRead(statement, Array(binds), reads) : nil
    }

    /// Makes an idle connection a lane, where more are wanted.
    private nonisolated func openLane(_ reads: SharedReads, _ site: CallSite) {
        guard reads.wantsLane, let lease = environment.source.leaseIdle(.read, site: site) else { return }
        if !reads.adopt(lease), !lease.releaseIfClean() { Task { await lease.release() } }
    }

    private nonisolated func leaseIdle(_ statement: CompiledStatement, _ site: CallSite) -> Lease? {
        guard mayRunInPlace(statement) else { return nil }
        return environment.source.leaseIdle(Self.intent(of: statement), site: site)
    }

    /// nil when it has to go the long way; the lease is still the caller's then.
    private nonisolated func start(
        _ statement: CompiledStatement, _ binds: UnsafeBufferPointer<SQLValue>, _ lease: Lease, _ site: CallSite
    ) throws -> InPlaceRun? {
        guard let connection = lease.entry.inPlace else { return nil }
        do {
            let start = try connection.startInPlace(
                statement, binds: binds, begin: nil, deadline: environment.statementDeadline())
            if case .notNow = start { return nil }
            return InPlaceRun(
                connection, start, bindCount: binds.count, site: site, lease: lease,
                touchesSession: statement.touchesSession, probe: environment.probe(statement))
        } catch {
            // Nothing has happened on the connection, or it is broken: neither needs more than a moment.
            if !lease.releaseIfClean() { Task { await lease.release() } }
            throw environment.decorate(error, statement, binds.count, site)
        }
    }

    /// Waits for a statement that was sent.
    @usableFromInline
    nonisolated func receive(_ run: inout InPlaceRun) async throws {
        do { try await run.receive() } catch {
            run.probe?.end(false)
            await run.lease?.release(thorough: run.touchesSession)
            throw environment.decorate(error, nil, run.bindCount, run.site)
        }
        run.probe?.end(!run.isOver)
        guard run.isOver else { return }
        await run.lease?.release(thorough: run.touchesSession)
    }

    /// Ends a statement whose rows have been read.
    @usableFromInline
    nonisolated func end(_ run: borrowing InPlaceRun) async throws -> StatementOutcome {
        let outcome: StatementOutcome
        do { outcome = try run.connection.endInPlace(skipsRows: run.cursor == nil) } catch {
            await run.lease?.release(thorough: run.touchesSession)
            throw environment.decorate(error, nil, run.bindCount, run.site)
        }
        if let lease = run.lease, run.touchesSession || !lease.releaseIfClean() {
            await lease.release(thorough: run.touchesSession)
        }
        return outcome
    }

    /// Ends a statement whose rows could not be read.
    @usableFromInline
    nonisolated func fail(_ run: borrowing InPlaceRun, _ error: any Error, row: Int) async -> any Error {
        run.connection.cancelInPlace()
        await run.lease?.release(thorough: run.touchesSession)
        guard var error = error as? RowDecodingError else {
            return environment.decorate(error, nil, run.bindCount, run.site)
        }
        error.row = row
        return error
    }
}
