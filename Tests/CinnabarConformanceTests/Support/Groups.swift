import CinnabarEngine
import CinnabarSQL

extension AsyncEngine {
    /// Statements of one text as the runs of one.
    nonisolated func grouped<S: CinnabarSQL.Statement>(_ statements: [S], _ sink: (any GroupSink)? = nil) throws
        -> GroupedStatement
    {
        var binds: [SQLValue] = []
        var last: CompiledStatement?
        for statement in statements {
            let (compiled, values) = try environment.cache.compile(statement, for: dialect)
            if let last, last.id != compiled.id { throw DatabaseError(.misuse, "the statements differ") }
            last = compiled
            binds += values
        }
        guard let last else { throw DatabaseError(.misuse, "no statements") }
        let count = statements.count
        return GroupedStatement(last, binds: binds, width: binds.count / count, runCount: count, sink: sink)
    }
}

/// Keeps the run and the first column of each row.
final class GroupRows: GroupSink {
    private let storage = Locked<[[Int]]>([])
    private let check: @Sendable (Int) throws -> Void

    init(_ check: @escaping @Sendable (_ run: Int) throws -> Void = { _ in }) { self.check = check }

    var rows: [[Int]] { storage.withLock { $0 } }

    func consume(run: Int, _ cursor: RowCursor) throws {
        try check(run)
        while try cursor.next() {
            let value = try cursor.row.get(0, as: Int.self)
            storage.withLock { $0.append([run, value]) }
        }
    }
}
