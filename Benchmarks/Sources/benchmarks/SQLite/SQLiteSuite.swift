import Cinnabar
import CinnabarSQLite

/// A file with test data, open on both sides.
struct SQLiteFixture: Sendable {
    let c: SQLiteBaseline
    let engine: AsyncEngine
    let options: Options
}

extension Suite {
    static let sqlite = Suite(ids: ["S1", "S2a", "S2b", "S3"]) { options, body in
        let c = try SQLiteBaseline(rows: options.rows)
        let engine = try AsyncEngine(DatabaseURL(scheme: "sqlite", database: c.path), drivers: [.sqlite])
        let fixture = SQLiteFixture(c: c, engine: engine, options: options)
        try await body([
            .sqliteScan(fixture), .sqlitePointsInTransaction(fixture), .sqlitePoints(fixture), .sqliteInsert(fixture),
        ])
        await engine.dispose()
    }
}
