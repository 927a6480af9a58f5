// Goal: reading a table costs little more than C's own loop over sqlite3_step.
// Factors: per row, six columns to decode, two strings to allocate and a timestamp's text to parse; no disk.
// Parameters: 100,000 rows (5,000 quick) into an array of structs; a file in memory, WAL; one prepared statement.

import Cinnabar

extension Benchmark {
    static func sqliteScan(_ fixture: SQLiteFixture) -> Benchmark {
        let rows = fixture.options.rows
        return Benchmark(
            id: "S1", title: "SQLite: scan \(rows) × 6 into structs", unit: "row", operations: rows,
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
