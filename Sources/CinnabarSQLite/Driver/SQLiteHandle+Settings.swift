import CSQLite
import CinnabarEngine
import CinnabarSQL

extension SQLiteHandle {
    enum Role {
        /// Everything goes through it.
        case writer
        /// Reads beside the one writer.
        case reader
        /// A reader of a file that nobody may change through this engine.
        case readOnly
    }

    /// Makes the settings of a new connection and reads each of them back: a typo in a pragma is no error to SQLite.
    func configure(_ options: SQLiteOptions, role: Role) throws {
        try set(SQLITE_DBCONFIG_DQS_DML, false, "double-quoted strings (DQS_DML)")
        try set(SQLITE_DBCONFIG_DQS_DDL, false, "double-quoted strings (DQS_DDL)")
        try set(SQLITE_DBCONFIG_TRUSTED_SCHEMA, false, "trusted_schema")
        try set(SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, false, "extension loading")
        try set(SQLITE_DBCONFIG_DEFENSIVE, options.isDefensive, "defensive mode")
        try set(SQLITE_DBCONFIG_ENABLE_FKEY, options.enforcesForeignKeys, "foreign_keys")
        // Only the writer moves pages from the log into the file, so that two never do it at once.
        try set(SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, role != .writer, "checkpoint on close")
        // Before the settings of the user, whose page size would come too late after it.
        for (name, value) in options.pragmas { try run(script: "PRAGMA \(name)=\(value)") }
        try setPragma("synchronous", options.synchronous.rawValue, reads: options.synchronous.number)
        switch role {
        case .writer:
            if case .file = options.location { try setJournalMode(options) }
        case .reader, .readOnly:
            try setPragma("wal_autocheckpoint", "0", reads: "0")
            try setPragma("query_only", "1", reads: "1")
        }
        let isEnforced = try scalar("PRAGMA foreign_keys")
        guard isEnforced == (options.enforcesForeignKeys ? "1" : "0") else { throw Self.refused("foreign_keys") }
    }

    private func setJournalMode(_ options: SQLiteOptions) throws {
        let mode = options.journalMode.rawValue
        let answer = try scalar("PRAGMA journal_mode=\(mode)")
        guard answer?.lowercased() == mode else {
            throw DatabaseError(
                .configuration,
                "SQLite refuses journal_mode=\(mode) for \"\(options.displayName)\" and stays with \(answer ?? "none")"
            ) { $0.hint = "a file system without shared memory, such as a network share, needs journal_mode=delete" }
        }
    }

    private func set(_ option: Int32, _ value: Bool, _ name: String) throws {
        let code = cinnabar_sqlite3_db_config(database, option, value ? 1 : 0)
        guard code == SQLITE_OK, cinnabar_sqlite3_db_config_value(database, option) == (value ? 1 : 0) else {
            throw Self.refused(name)
        }
    }

    private func setPragma(_ name: String, _ value: String, reads expected: String) throws {
        try run(script: "PRAGMA \(name)=\(value)")
        guard try scalar("PRAGMA \(name)") == expected else { throw Self.refused(name) }
    }

    private static func refused(_ name: String) -> DatabaseError {
        DatabaseError(.configuration, "SQLite did not take the setting \(name)") {
            $0.hint = "this library is SQLite \(SQLiteHandle.libraryVersion), compiled without it"
        }
    }

    static var libraryVersionNumber: Int { Int(sqlite3_libversion_number()) }
    static var libraryVersion: String { String(cString: sqlite3_libversion()) }

    /// What an in-memory database can be rid of without being closed, which would empty it.
    func clearSession(_ options: SQLiteOptions) throws {
        if isInTransaction { try run(script: "ROLLBACK") }
        let drop =
            "SELECT 'DROP ' || type || ' IF EXISTS temp.' || char(34) || replace(name, char(34), char(34, 34)) "
            + "|| char(34) FROM temp.sqlite_schema WHERE type IN ('table', 'view', 'trigger') "
            + "AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
        for statement in try texts(drop) { try run(script: statement) }
        let detach =
            "SELECT 'DETACH ' || char(34) || replace(name, char(34), char(34, 34)) || char(34) "
            + "FROM pragma_database_list WHERE name NOT IN ('main', 'temp')"
        for statement in try texts(detach) { try run(script: statement) }
        try configure(options, role: .writer)
    }

    /// Notices, while a statement is compiled, whether it does something to the connection itself: begins, attaches,
    /// sets a pragma. For connections that serve reads of many owners.
    func watchCompilation() {
        sqlite3_set_authorizer(
            database,
            { context, action, _, argument, _, _ in
                switch action {
                case SQLITE_TRANSACTION, SQLITE_SAVEPOINT, SQLITE_ATTACH, SQLITE_DETACH: break
                case SQLITE_PRAGMA where argument != nil: break
                default: return SQLITE_OK
                }
                guard let context else { return SQLITE_OK }
                Unmanaged<SQLiteHandleWatch>.fromOpaque(context).takeUnretainedValue().compiledStatementNeedsOwner =
                    true
                return SQLITE_OK
            }, Unmanaged.passUnretained(watch).toOpaque())
    }
}

extension SQLiteOptions.Synchronous {
    /// As SQLite reads it back.
    var number: String {
        switch self {
        case .off: "0"
        case .normal: "1"
        case .full: "2"
        case .extra: "3"
        }
    }
}
