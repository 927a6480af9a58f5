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
        if let (statement, binds) = parts.first, parts.count == 1 {
            return try await runInside(StatementCall(statement, binds, site), StatementSink()).affectedRows
        }
        // While the database works on one part, the next is encoded.
        let group = parts.map { GroupedStatement($0, binds: $1, width: $1.count) }
        do {
            return try await run(group, commits: false, site).affectedRows.joined().reduce(0, +)
        } catch let failure as GroupFailure {
            throw failure.error
        }
    }

    private func singleRowBatch(_ bulk: BulkInsert) throws -> BatchRequest {
        var writer = SQLWriter(dialect: environment.dialect)
        try bulk.writeSingleRow(to: &writer)
        let statement = environment.cache.compiled(&writer, returnsRows: false)
        return BatchRequest(statement, binds: bulk.values, width: bulk.columns.count, rowCount: bulk.rowCount)
    }

    private func arrayStatements(_ bulk: BulkInsert) throws -> [(CompiledStatement, [SQLValue])] {
        // Rows that have no array form are listed, and then parameters are what runs out.
        let listed = max(environment.dialect.maximumParameters / max(bulk.columns.count, 1), 1)
        var statements: [(CompiledStatement, [SQLValue])] = []
        func add(_ rows: Range<Int>) throws {
            var writer = SQLWriter(dialect: environment.dialect)
            do { try bulk.write(rows: rows, to: &writer) } catch {
                // Somewhere among them a column's values are of two kinds.
                guard rows.count > listed else { throw error }
                return try addAll(rows, by: listed)
            }
            statements.append((environment.cache.compiled(&writer, returnsRows: false), writer.binds))
        }
        func addAll(_ rows: Range<Int>, by size: Int) throws {
            for start in stride(from: rows.lowerBound, to: rows.upperBound, by: size) {
                try add(start..<min(start + size, rows.upperBound))
            }
        }
        // Most rows are as the first: where those have no array form, none is tried.
        var probe = SQLWriter(dialect: environment.dialect)
        try bulk.write(rows: 0..<min(2, bulk.rowCount), to: &probe)
        let isListed = probe.binds.count > bulk.columns.count
        try addAll(0..<bulk.rowCount, by: isListed ? min(listed, Self.rowsPerStatement) : Self.rowsPerStatement)
        return statements
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
