import CinnabarSQL

extension ExecutionEnvironment {
    /// Runs statements that travel together through `body`, with events, log and errors for each of them.
    ///
    /// The time of each is that of the group: nobody sees when one ends and the next begins.
    func observe(
        _ group: [GroupedStatement], waited: Int64, site: CallSite, _ body: () async throws -> GroupOutcome
    ) async throws -> GroupOutcome {
        guard measures else {
            do { return try await body() } catch { throw decorate(error, group, site) }
        }
        let contexts = group.map { grouped in
            ExecutionContext(
                sql: grouped.statement.sql, intent: grouped.statement.intent,
                binds: Array(grouped.binds.prefix(grouped.width)), batchSize: grouped.runCount,
                fileID: "\(site.fileID)", line: site.line)
        }
        let listeners = events.current
        let roundTrip = listeners.observers.isEmpty ? 0 : events.nextRoundTrip()
        for context in contexts { for listener in listeners.before { try await listener(context) } }
        let start = MonotonicClock.now
        do {
            let outcome = try await body()
            let timing = ExecutionTiming(
                wait: .nanoseconds(waited), query: .nanoseconds(MonotonicClock.now - start), decode: .zero)
            for (index, context) in contexts.enumerated() {
                let affected = index < outcome.affectedRows.count ? outcome.affectedRows[index].reduce(0, +) : 0
                // What returns rows returns those that it changes.
                let rows = group[index].statement.returnsRows ? affected : 0
                log(context, rows: rows, timing)
                let summary = ExecutionSummary(rowCount: rows, affectedRows: affected, timing: timing)
                listeners.tell(ObservedStatement(context, roundTrip, summary))
                for listener in listeners.after { await listener(context, summary) }
            }
            return outcome
        } catch {
            let error = decorate(error, group, site)
            let time = Duration.nanoseconds(MonotonicClock.now - start)
            for (index, context) in contexts.enumerated() {
                let own = Self.error(of: index, in: error)
                logFailure(context, own, time)
                listeners.tell(ObservedStatement(context, roundTrip, own, time))
                for listener in listeners.error { await listener(context, own) }
            }
            throw error
        }
    }

    /// Every statement that was announced has an end: those around the one that failed went with it.
    private static func error(of statement: Int, in error: any Error) -> any Error {
        guard let failure = error as? GroupFailure else { return error }
        guard let failed = failure.statement, failed != statement else { return failure.error }
        return DatabaseError(.transactionAborted, "another statement of the same group failed") { fields in
            fields.underlying = failure.error
        }
    }

    private func decorate(_ error: any Error, _ group: [GroupedStatement], _ site: CallSite) -> any Error {
        guard let failure = error as? GroupFailure else { return error }
        guard let index = failure.statement, index < group.count else {
            return GroupFailure(statement: nil, error: decorate(failure.error, site))
        }
        let failed = group[index]
        let refused = DatabaseError(.readOnly, "the statement writes, and the transaction is read-only: use begin")
        let cause = failure.error is WriterRequired ? refused : failure.error
        return GroupFailure(
            statement: index, run: failure.run, error: decorate(cause, failed.statement, failed.width, site))
    }

    private func decorate(_ error: any Error, _ site: CallSite) -> any Error {
        guard var error = error as? DatabaseError else { return error }
        if error.fields.fileID == nil {
            error.fields.fileID = "\(site.fileID)"
            error.fields.line = site.line
        }
        if error.kind == .connectionLost || error.kind == .commitOutcomeUnknown { source.invalidateAll() }
        return error
    }
}
