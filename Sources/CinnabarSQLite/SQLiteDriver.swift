public import CinnabarEngine

extension DatabaseDriver {
    /// SQLite, through the system's library (3.37 or later).
    ///
    /// ```swift
    /// let engine = try AsyncEngine("sqlite:///app.db", drivers: [.sqlite])
    /// ```
    ///
    /// `sqlite:///relative.db`, `sqlite:////absolute.db` and `sqlite:///:memory:`; options follow as in
    /// `sqlite:///app.db?mode=ro&busy_timeout=2000`. An option that it does not know is an error.
    ///
    /// A file is opened in WAL mode: one connection writes while others read. Commits are durable
    /// (`synchronous=FULL`), foreign keys are enforced, and a lock of another process is waited for, 5 seconds by
    /// default, without blocking any task but the one that waits. A transaction that begins with a read and writes
    /// later (raw `BEGIN`) can fail with `.serializationFailure`, SQLite's BUSY_SNAPSHOT; those of Cinnabar begin
    /// with `BEGIN IMMEDIATE`.
    public static var sqlite: DatabaseDriver {
        DatabaseDriver(name: "SQLite", schemes: ["sqlite", "sqlite3", "file"]) { url, configuration, logger in
            try SQLiteSource(SQLiteOptions(url: url), configuration, logger)
        }
    }
}
