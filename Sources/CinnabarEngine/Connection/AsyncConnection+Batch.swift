public import CinnabarSQL
import Synchronization

extension AsyncConnection {
    /// Runs statements of one shape with different values in as few round trips as can be, in order.
    ///
    /// - Returns: the number of changed rows.
    @discardableResult
    public func executeMany<S: Statement>(
        _ statements: some Sequence<S>, fileID: StaticString = #fileID, line: UInt = #line
    ) async throws -> Int {
        let site = CallSite(fileID: fileID, line: line)
        var batches: [BatchRequest] = []
        for statement in statements {
            let (compiled, binds) = try environment.cache.compile(statement, for: environment.dialect)
            if let last = batches.indices.last, batches[last].statement.id == compiled.id {
                batches[last].binds += binds
                batches[last].rowCount += 1
            } else {
                batches.append(BatchRequest(compiled, binds: binds, width: binds.count, rowCount: 1))
            }
        }
        guard !batches.isEmpty else { return 0 }
        try await enter()
        defer { leave() }
        return try await atomically(site) {
            var affected = 0
            for batch in batches { affected += try await self.run(batch: batch, site) }
            return affected
        }
    }

    func run(batch: BatchRequest, _ site: CallSite) async throws -> Int {
        let ready = try await ready(for: batch.statement.intent, mustWrite: true, site: site)
        begun(ready, batch.statement)
        var batch = batch
        batch.prologue = ready.prologue
        batch.deadline = environment.statementDeadline()
        let request = batch
        return try await environment.observe(
            batch.statement, binds: Array(batch.binds.prefix(batch.width)), batchSize: batch.rowCount,
            waited: ready.waited, site: site, decoded: { (0, 0) }, affected: { $0.affectedRows }
        ) {
            try await ready.driver.executeBatch(request)
        }.affectedRows
    }
}
