// Goal: bulk inserts of plain values cost little more than C stepping one prepared statement.
// Factors: per row, six binds, two of them strings, and a timestamp to format; one commit; no disk.
// Parameters: 100,000 structs (5,000 quick) into an empty table, in one transaction; a file in memory, WAL.

import Cinnabar

extension Benchmark {
    static func sqliteInsert(_ fixture: SQLiteFixture) -> Benchmark {
        let rows = fixture.options.rows
        let empty: @Sendable () throws -> Void = { try fixture.c.emptyCopy() }
        let weigh: @Sendable (Int64) throws -> Int64 = { _ in try fixture.c.weighCopy() }
        return Benchmark(
            id: "S3", title: "SQLite: insert \(rows) rows in one transaction", unit: "row", operations: rows,
            contenders: [
                Contender(name: "C", prepare: empty, run: { try fixture.c.insert(into: "users_copy") }, verify: weigh),
                Contender(
                    name: "Cinnabar", goal: .ratio(1.5), prepare: empty,
                    run: {
                        try await fixture.engine.begin { connection in
                            let result = try await connection.execute(insert(UsersCopy.self).values(User.first(rows)))
                            return Int64(result.affectedRows)
                        }
                    }, verify: weigh),
            ])
    }
}
