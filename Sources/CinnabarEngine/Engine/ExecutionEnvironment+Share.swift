import CinnabarSQL

extension ExecutionEnvironment {
    /// Runs a read on a shared connection while somebody listens; nil when it is to go another way.
    func share(_ call: StatementCall, _ sink: StatementSink) async throws -> StatementOutcome? {
        guard let sharedReads, sharedReads.covers(call.statement), sharedReads.isWorthIt(call.statement) else {
            return nil
        }
        if sharedReads.wantsLane {
            var lease = source.leaseIdle(.read, site: call.site)
            // Where all are in use, the next one that is free serves everybody.
            if lease == nil, !sharedReads.hasLanes {
                lease = try await source.lease(.read, deadline: nil, site: call.site)
            }
            if let lease, !sharedReads.adopt(lease) { await lease.release() }
        }
        guard sharedReads.hasLanes else { return nil }
        sink.measures = true
        return try await observe(
            call.statement, binds: call.binds, waited: 0, site: call.site,
            decoded: { (sink.rowCount, sink.nanoseconds) }, affected: { $0.affectedRows }
        ) {
            if let outcome = try await received(SharedRead(call.statement, call.binds, sharedReads), sink) {
                return outcome
            }
            // It has to have a connection of its own after all.
            let lease = try await source.lease(.read, deadline: nil, site: call.site)
            do {
                let request = StatementRequest(call.statement, binds: call.binds, deadline: statementDeadline())
                let outcome = try await lease.connection.execute(request, sink: sink)
                await lease.release()
                return outcome
            } catch {
                await lease.release()
                throw error
            }
        }
    }

    private func received(_ read: SharedRead, _ sink: StatementSink) async throws -> StatementOutcome? {
        guard case .rows(let cursor) = try await read.receiveInPlace() else { return nil }
        do { if let cursor { try sink.consume(cursor) } } catch {
            read.cancelInPlace()
            throw error
        }
        return try read.endInPlace(skipsRows: false)
    }
}
