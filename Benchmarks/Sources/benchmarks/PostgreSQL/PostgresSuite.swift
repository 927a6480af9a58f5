extension Suite {
    static let postgreSQL = Suite(ids: ["P1", "P2", "P3", "P4"]) { options, body in
        let c = try PostgresBaseline(url: try options.postgresURL(), rows: options.rows)
        print("- PostgreSQL \(Machine.version(c.serverVersion)), on the same machine, over TCP")
        try await body([
            .postgresPoints(c, options), .postgresConcurrentPoints(c, options), .postgresScan(c, options),
            .postgresInsert(c, options),
        ])
    }
}
