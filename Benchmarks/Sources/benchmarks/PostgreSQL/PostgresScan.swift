// Goal: reading a table costs little more than C reading one binary PGresult.
// Factors: per row, six columns to decode and two strings to allocate; libpq's own share and the server's.
// Parameters: 100,000 rows (5,000 quick) into an array of structs; binary, the whole result at once in C.

import Cinnabar

extension Benchmark {
    static func postgresScan(_ fixture: PostgresFixture) -> Benchmark {
        let rows = fixture.options.rows
        return Benchmark(
            id: "P3", title: "PostgreSQL: scan \(rows) × 6 into structs", unit: "row", operations: rows,
            contenders: [
                Contender(name: "C") { try fixture.c.scan() },
                Contender(name: "Cinnabar", goal: .ratio(1.2)) {
                    let users = try await fixture.engine.execute(select(User.self)).all()
                    return users.reduce(0) { $0 + $1.weight }
                },
                Contender(name: "Cinnabar, streamed") {
                    var sum: Int64 = 0
                    for try await user in fixture.engine.stream(select(User.self)) { sum += user.weight }
                    return sum
                },
            ])
    }
}
