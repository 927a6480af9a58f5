public import CinnabarSQL
import Synchronization

extension AsyncConnection {
    /// How many rows one statement of arrays takes, so that its parameters stay a few megabytes.
    private static let rowsPerStatement = 10_000

    /// Many plain rows: arrays where the dialect has them, a prepared statement stepped in one hop elsewhere.
    @usableFromInline
    func execute(bulk: BulkInsert, fileID: StaticString, line: UInt) async throws -> StatementOutcome {
        let site = CallSite(fileID: fileID, line: line)
        return StatementOutcome(affectedRows: try await execute(bulk: bulk, site: site))
    }

    private func execute(bulk: BulkInsert, site: CallSite) async throws -> Int {
        let usesArrays = environment.dialect.capabilities.contains(.bulkArrays)
        let batch = usesArrays ? nil : try singleRowBatch(bulk)
        let parts = usesArrays ? try arrayStatements(bulk) : []
        try await enter()
        defer { leave() }
        if let batch {
            return try await atomically(site) { try await self.run(batch: batch, site) }
        }
        let runAll = {
            var affected = 0
            for (statement, binds) in parts {
                let call = StatementCall(statement, binds, site)
                affected += try await self.runInside(call, StatementSink()).affectedRows
            }
            return affected
        }
        return parts.count > 1 ? try await atomically(site, runAll) : try await runAll()
    }

    private func singleRowBatch(_ bulk: BulkInsert) throws -> BatchRequest {
        var writer = SQLWriter(dialect: environment.dialect)
        try bulk.writeSingleRow(to: &writer)
        let statement = environment.cache.compiled(&writer, returnsRows: false)
        return BatchRequest(statement, binds: bulk.values, width: bulk.columns.count, rowCount: bulk.rowCount)
    }

    private func arrayStatements(_ bulk: BulkInsert) throws -> [(CompiledStatement, [SQLValue])] {
        // Rows that have no array form are listed, and then parameters are what runs out.
        var size = Self.rowsPerStatement
        let listed = environment.dialect.maximumParameters / max(bulk.columns.count, 1)
        var probe = SQLWriter(dialect: environment.dialect)
        try bulk.write(rows: 0..<min(2, bulk.rowCount), to: &probe)
        if probe.binds.count > bulk.columns.count { size = min(size, listed) }
        return try stride(from: 0, to: bulk.rowCount, by: size).map { start in
            var writer = SQLWriter(dialect: environment.dialect)
            try bulk.write(rows: start..<min(start + size, bulk.rowCount), to: &writer)
            return (environment.cache.compiled(&writer, returnsRows: false), writer.binds)
        }
    }

    /// Runs several statements as one: in the open transaction, or in one of their own in autocommit.
    func atomically<Value>(_ site: CallSite, _ body: () async throws -> Value) async throws -> Value {
        guard mode == .autocommit, !isInTransaction, !state.withLock({ $0.wantsTransaction }) else {
            return try await body()
        }
        state.withLock { $0.wantsTransaction = true }
        do {
            let value = try await body()
            try await sendCommit(site)
            return value
        } catch {
            state.withLock { $0.wantsTransaction = false }
            throw await rollingBack(after: error)
        }
    }
}
