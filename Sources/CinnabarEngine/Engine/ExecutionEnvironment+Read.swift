package import CinnabarSQL

extension ExecutionEnvironment {
    /// Runs a read outside any transaction and without a lease: SQLite's readers serve them from one queue.
    ///
    /// - Returns: nil when it needs a connection, because it is no mere read or the driver has no such way.
    package func readDirectly<Output>(
        _ statement: CompiledStatement, _ binds: [SQLValue], _ decoder: RowDecoder<Output>, context: AnyObject? = nil,
        site: CallSite
    ) async throws -> QueryResult<Output>? {
        guard statement.intent == .read, statement.returnsRows, source.separatesWriters else { return nil }
        let sink = DecodingSink(decoder, measures: measures, context: context)
        let request = StatementRequest(statement, binds: binds, deadline: statementDeadline())
        let outcome = try await observe(
            statement, binds: binds, waited: 0, site: site, decoded: { (sink.rows.count, sink.nanoseconds) },
            affected: { $0?.affectedRows ?? 0 }
        ) {
            try await source.readDirectly(request, sink: sink)
        }
        return outcome.map { QueryResult(rows: sink.rows, outcome: $0) }
    }
}
