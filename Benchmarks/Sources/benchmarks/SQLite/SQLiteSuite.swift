extension Suite {
    static let sqlite = Suite(ids: ["S1", "S2a", "S2b", "S3"]) { options, body in
        let c = try SQLiteBaseline(rows: options.rows)
        try await body([
            .sqliteScan(c, options), .sqlitePointsInTransaction(c, options), .sqlitePoints(c, options),
            .sqliteInsert(c, options),
        ])
    }
}
