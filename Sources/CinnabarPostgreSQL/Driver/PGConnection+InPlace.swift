package import CinnabarEngine
package import CinnabarSQL

// A prepared statement, alone in its round trip: what most statements are. The rest goes by `execute`.
extension PGConnection {
    package func startInPlace(
        _ statement: CompiledStatement, binds: UnsafeBufferPointer<SQLValue>, begin: String?, deadline: Deadline?
    ) throws -> InPlaceStart {
        let status = transactionStatus
        guard begin == nil || status == .active, options.prepare == .auto else { return .notNow }
        try Task.checkCancellation()
        try parameters.encode(binds, hints: statement.hints)
        guard let entry = cache.find(statement.id, parameters), entry.isPrepared, entry.isNamed else { return .notNow }
        let call = try self.begin(deadline: deadline)
        guard handle.send(prepared: entry.name, parameters) else {
            let error = sendFailure(sql: statement.sql)
            // Nothing of the statement is on its way; a request to stop it could only be if it was late already.
            if watch.settleNow(isDead: link.isDead) == nil { breakDown() }
            end()
            throw error
        }
        inPlace.begin(statement, entry, call, wasIdle: status == .idle)
        return .sent
    }

    package func receiveInPlace() async throws -> InPlaceStart {
        guard let entry = inPlace.entry else { throw DatabaseError(.misuse, "no statement was sent") }
        let (watch, link, call) = (watch, link, inPlace.call)
        await withTaskCancellationHandler {
            if handle.flush() != .done { await link.flush() }
            if !link.hasResult { await link.waitForResult() }
        } onCancel: {
            watch.stop(call, .cancelled)
        }
        guard let first = handle.nextResult() else { return try await finish(entry, nil, nil) }
        guard first.status == .rows, link.hasResult else { return try await finish(entry, first, nil) }
        if let second = handle.nextResult() { return try await finish(entry, first, second) }
        // Rows and their end, which came with them: the usual course.
        if let settled = watch.settleNow(isDead: link.isDead) {
            if !settled.isClean { breakDown() }
        } else {
            await settle()
        }
        end()
        return .rows(inPlace.read(first, entry))
    }

    /// Any other course: an error, a command without rows, an end that is still to come.
    private func finish(_ entry: PGPreparedStatement, _ first: PGResult?, _ second: PGResult?) async throws
        -> InPlaceStart
    {
        guard let statement = inPlace.statement else { return .notNow }
        var collector = PGCollector(statement: statement, bindCount: parameters.count)
        let rows = first.flatMap { $0.status == .rows ? $0 : nil }
        if rows != nil { collector.isComplete = true }
        for result in [rows == nil ? first : nil, second] {
            guard let result else { continue }
            collector.take(result, entry, nil)
            result.clear()
        }
        let (watch, call, begun) = (watch, inPlace.call, collector)
        collector = await withTaskCancellationHandler {
            await collect(begun, entry, nil)
        } onCancel: {
            watch.stop(call, .cancelled)
        }
        let reason = await settle()
        let wasLost = link.isDead
        end()
        guard let error = collector.error else {
            if let rows { return .rows(inPlace.read(rows, entry)) }
            inPlace.outcome = collector.outcome
            return .rows(nil)
        }
        rows?.clear()
        let wasIdle = inPlace.wasIdle
        inPlace.end()
        if staleOr(error, entry) is PGStalePlan, wasIdle { return .notNow }
        throw translate(error, reason, wasLost: wasLost)
    }

    package func endInPlace(skipsRows: Bool) throws -> StatementOutcome {
        let outcome = inPlace.outcome
        inPlace.end()
        return outcome
    }

    package func cancelInPlace() { inPlace.end() }
}
