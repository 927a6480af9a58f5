public import CinnabarEngine

extension DatabaseDriver {
    /// PostgreSQL 12 and later, through libpq.
    ///
    /// The URL takes every parameter that libpq knows (`sslmode`, `target_session_attrs`, `application_name`, …) and
    /// those of ``PostgreSQLOptions``.
    ///
    /// ```swift
    /// let engine = try AsyncEngine("postgresql://user:password@localhost:5432/mydb", drivers: [.postgreSQL])
    /// ```
    public static var postgreSQL: DatabaseDriver { postgreSQL(nil) }

    /// PostgreSQL with options that the URL does not have; the URL's own come first where both have one.
    public static func postgreSQL(_ options: PostgreSQLOptions?) -> DatabaseDriver {
        DatabaseDriver(name: "PostgreSQL", schemes: ["postgresql", "postgres"]) { url, configuration, logger in
            let options = try (options ?? PostgreSQLOptions()).overridden(by: url)
            return try PostgreSQLSource(url, options, configuration, logger: logger)
        }
    }
}
