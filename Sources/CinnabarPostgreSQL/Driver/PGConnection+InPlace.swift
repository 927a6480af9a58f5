package import CinnabarEngine
package import CinnabarSQL

/// A statement that runs in steps.
struct PGInPlace {
    let statement: CompiledStatement
    let entry: PGPreparedStatement
    let call: UInt64
    /// No transaction was open: a stale plan may be retried.
    let wasIdle: Bool
    var result: PGResult?
    var outcome = StatementOutcome()
}

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
        inPlace = PGInPlace(statement: statement, entry: entry, call: call, wasIdle: status == .idle)
        return .sent
    }

    package func receiveInPlace() async throws -> InPlaceStart {
        guard let running = inPlace else { throw DatabaseError(.misuse, "no statement was sent") }
        let (watch, link, call) = (watch, link, running.call)
        await withTaskCancellationHandler {
            if handle.flush() != .done { await link.flush() }
            if !link.hasResult { await link.waitForResult() }
        } onCancel: {
            watch.stop(call, .cancelled)
        }
        guard let first = handle.nextResult() else { return try await finish(running, nil, nil) }
        guard first.status == .rows, link.hasResult else { return try await finish(running, first, nil) }
        if let second = handle.nextResult() { return try await finish(running, first, second) }
        // Rows and their end, which came with them: the usual course.
        if let settled = watch.settleNow(isDead: link.isDead) {
            if !settled.isClean { breakDown() }
        } else {
            await settle()
        }
        end()
        return .rows(read(first, running))
    }

    private func read(_ result: PGResult, _ running: PGInPlace) -> PGRowReader {
        let reader = running.entry.reader(for: result)
        reader.read(result)
        inPlace?.result = result
        inPlace?.outcome = StatementOutcome(affectedRows: result.affectedRows, shape: reader.columns)
        return reader
    }

    /// Any other course: an error, a command without rows, an end that is still to come.
    private func finish(_ running: PGInPlace, _ first: PGResult?, _ second: PGResult?) async throws -> InPlaceStart {
        var collector = PGCollector(statement: running.statement, bindCount: parameters.count)
        let rows = first.flatMap { $0.status == .rows ? $0 : nil }
        if rows != nil { collector.isComplete = true }
        for result in [rows == nil ? first : nil, second] {
            guard let result else { continue }
            collector.take(result, running.entry, nil)
            result.clear()
        }
        let (watch, call) = (watch, running.call)
        let begun = collector
        collector = await withTaskCancellationHandler {
            await collect(begun, running.entry, nil)
        } onCancel: {
            watch.stop(call, .cancelled)
        }
        let reason = await settle()
        let wasLost = link.isDead
        end()
        guard let error = collector.error else {
            if let rows { return .rows(read(rows, running)) }
            inPlace?.outcome = collector.outcome
            return .rows(nil)
        }
        rows?.clear()
        inPlace = nil
        if staleOr(error, running.entry) is PGStalePlan, running.wasIdle { return .notNow }
        throw translate(error, reason, wasLost: wasLost)
    }

    package func endInPlace(skipsRows: Bool) throws -> StatementOutcome {
        let outcome = inPlace?.outcome ?? StatementOutcome()
        cancelInPlace()
        return outcome
    }

    package func cancelInPlace() {
        guard let running = inPlace.take(), let result = running.result else { return }
        running.entry.reader(for: result).end()
        result.clear()
    }
}
