// Goal: bulk inserts take the fastest road that the database has: arrays through unnest.
// Factors: per row, encoding six values; the server's share, which differs by road.
// Parameters: 100,000 structs (5,000 quick) into an empty table, in one transaction; C by unnest with 10,000 rows per
//   statement, and by pipeline with 1,000 rows per synchronisation.

import Cinnabar

extension Benchmark {
    static func postgresInsert(_ fixture: PostgresFixture) -> Benchmark {
        let rows = fixture.options.rows
        let empty: @Sendable () throws -> Void = { try fixture.c.emptyCopy() }
        let weigh: @Sendable (Int64) throws -> Int64 = { _ in try fixture.c.weighCopy() }
        return Benchmark(
            id: "P4", title: "PostgreSQL: insert \(rows) rows in one transaction", unit: "row", operations: rows,
            contenders: [
                Contender(name: "C, unnest", prepare: empty, run: { try fixture.c.insertByArrays() }, verify: weigh),
                Contender(
                    name: "C, pipeline", prepare: empty, run: { try fixture.c.insertByPipeline() }, verify: weigh),
                Contender(
                    name: "Cinnabar", goal: .ratio(1.2), prepare: empty,
                    run: {
                        try await fixture.engine.begin { connection in
                            let result = try await connection.execute(insert(UsersCopy.self).values(User.first(rows)))
                            return Int64(result.affectedRows)
                        }
                    }, verify: weigh),
            ])
    }
}
