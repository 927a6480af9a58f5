// Goal: what wants nothing back is stored by COPY, for little more than C sending its binary form.
// Factors: per row, the text or bytes of six values; the server's share, which is most.
// Parameters: 100,000 structs (5,000 quick) into an empty table, by one COPY.

import Cinnabar
import CinnabarPostgreSQL

extension Benchmark {
    static func postgresCopy(_ fixture: PostgresFixture) -> Benchmark {
        let rows = fixture.options.rows
        let empty: @Sendable () throws -> Void = { try fixture.c.emptyCopy() }
        let weigh: @Sendable (Int64) throws -> Int64 = { _ in try fixture.c.weighCopy() }
        return Benchmark(
            id: "P17", title: "PostgreSQL: store \(rows) rows by COPY", unit: "row", operations: rows,
            contenders: [
                Contender(name: "C", prepare: empty, run: { try fixture.c.insertByCopy() }, verify: weigh),
                Contender(
                    name: "Cinnabar", prepare: empty,
                    run: {
                        try await fixture.engine.begin { connection in
                            let values = User.first(rows).lazy.map { user in
                                var values: [SQLValue] = []
                                values.reserveCapacity(6)
                                user.appendValues(to: &values)
                                return values
                            }
                            return Int64(
                                try await connection.copyIn("users_copy", columns: User.insertColumns, rows: values))
                        }
                    }, verify: weigh),
            ])
    }
}
