package import CinnabarSQL

extension ExecutionEnvironment {
    /// Runs a read outside any transaction and without a lease: SQLite's readers serve them from one queue.
    ///
    /// - Returns: nil when it needs a connection, because it is no mere read or the driver has no such way.
    package func readDirectly<Output>(
        _ statement: CompiledStatement, _ binds: [SQLValue], _ decoder: RowDecoder<Output>, context: AnyObject? = nil,
        site: CallSite
    ) async throws -> QueryResult<Output>? {
        guard statement.intent == .read, statement.returnsRows, separatesWriters else { return nil }
        let sink = DecodingSink(decoder, context: context)
        let outcome = try await readDirectly(StatementCall(statement, binds, site), sink)
        return outcome.map { QueryResult(rows: sink.takeRows(), outcome: $0) }
    }

    /// As above, for what is known to be a read, where there are readers.
    func readDirectly(_ call: StatementCall, _ sink: StatementSink) async throws -> StatementOutcome? {
        let request = StatementRequest(call.statement, binds: call.binds, deadline: statementDeadline())
        guard measures else {
            do { return try await source.readDirectly(request, sink: sink) } catch { throw decorate(error, call) }
        }
        sink.measures = true
        return try await observe(
            call.statement, binds: call.binds, waited: 0, site: call.site,
            decoded: { (sink.rowCount, sink.nanoseconds) }, affected: { $0?.affectedRows ?? 0 }
        ) {
            try await source.readDirectly(request, sink: sink)
        }
    }
}
