import Cinnabar
import CinnabarSQLite

/// A file with test data, open on both sides.
struct SQLiteFixture: Sendable {
    let c: SQLiteBaseline
    let engine: AsyncEngine
    let options: Options
}

extension Suite {
    static let sqlite = Suite(ids: [
        "S1", "S2a", "S2b", "S3", "S5", "S6", "S7", "S8", "S9", "S10",
    ]) { options, body in
        let c = try SQLiteBaseline(options)
        let engine = try AsyncEngine(DatabaseURL(scheme: "sqlite", database: c.path), drivers: [.sqlite])
        let fixture = SQLiteFixture(c: c, engine: engine, options: options)
        try await body([
            .sqliteScan(fixture), .sqlitePointsInTransaction(fixture), .sqlitePoints(fixture), .sqliteInsert(fixture),
            .scanObjects("S5", "SQLite", rows: options.rows, engine) { try c.scan() },
            .insertObjects(
                "S6", "SQLite", rows: options.rows, goal: 4, engine,
                baselines: [
                    Contender(
                        name: "C", prepare: { try c.emptyCopy() }, run: { try c.insert(into: "users_copy") },
                        verify: { _ in try c.weighCopy() })
                ], empty: { try c.emptyCopy() }, weigh: { _ in try c.weighCopy() }),
            .changeObjects(
                "S7", "SQLite", rows: options.changes, goal: 3, engine,
                baselines: [
                    Contender(
                        name: "C", prepare: { try c.fillCopy(options.changes) },
                        run: { try c.change(options.changes, age: 7) }, verify: { _ in try c.weighCopy() })
                ], fill: { try c.fillCopy(options.changes) }, check: { _ in try c.weighCopy() }),
            .families("S8", "SQLite", options, engine) { try c.families() },
            .jsonAnswers("S9", "SQLite", rows: options.answers, engine) { try c.json(options.answers) },
            .checkOut("S10", "SQLite", selects: options.selects, tasks: 1, engine),
        ])
        await engine.dispose()
    }
}
