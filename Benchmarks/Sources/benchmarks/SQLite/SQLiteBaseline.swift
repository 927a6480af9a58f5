import CBaseline
import Foundation

/// The C side's connection, and the file that both sides use.
final class SQLiteBaseline: @unchecked Sendable {  // contenders run one at a time
    private let db: OpaquePointer
    private lazy var users = baseline_make_users(Int64(rows))
    let path: String
    let rows: Int

    private let isOwner: Bool

    /// Makes a file, in memory where there is such a place, with `options.rows` users in it; or opens one that another
    /// process has made.
    init(_ options: Options) throws {
        let memory = "/dev/shm"
        let folder = FileManager.default.isWritableFile(atPath: memory) ? memory : NSTemporaryDirectory()
        path = options.file ?? folder + "/cinnabar-bench-\(UUID().uuidString).db"
        rows = options.rows
        isOwner = !options.isAttached
        guard let db = baseline_sqlite_open(path) else {
            throw BenchmarkFailure(description: "SQLite cannot open \(path)")
        }
        self.db = db
        guard isOwner else { return }
        for table in ["users", "users_copy"] {
            try exec(
                """
                CREATE TABLE \(table) (id INTEGER PRIMARY KEY, name TEXT NOT NULL, email TEXT NOT NULL, age INTEGER, \
                active INTEGER NOT NULL, created_at TEXT NOT NULL)
                """)
        }
        _ = try insert(into: "users")
        try exec(
            """
            CREATE TABLE parents (id INTEGER PRIMARY KEY, name TEXT NOT NULL); \
            CREATE TABLE children (id INTEGER PRIMARY KEY, name TEXT NOT NULL, parent_id INTEGER NOT NULL \
            REFERENCES parents (id)); \
            WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < \(options.parents)) \
            INSERT INTO parents SELECT i, 'p' || i FROM n; \
            WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < \(options.parents * options.children)) \
            INSERT INTO children SELECT i, 'c' || i, (i - 1) / \(options.children) + 1 FROM n; \
            CREATE INDEX children_parent_id ON children (parent_id); ANALYZE; PRAGMA wal_checkpoint(TRUNCATE)
            """)
    }

    deinit {
        baseline_sqlite_close(db)
        if let users { baseline_free_users(users, Int64(rows)) }
        guard isOwner else { return }
        for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) }
    }

    func exec(_ sql: String) throws { try check(Int64(baseline_sqlite_exec(db, sql))) }

    func scan() throws -> Int64 { try check(baseline_sqlite_scan(db, Int64(rows))) }

    func points(_ selects: Int, inTransaction: Bool) throws -> Int64 {
        try check(baseline_sqlite_points(db, Int64(selects), Int64(rows), inTransaction))
    }

    func insert(into table: String) throws -> Int64 {
        try check(baseline_sqlite_insert(db, table, users, Int64(rows)))
    }

    func families() throws -> Int64 { try check(baseline_sqlite_families(db)) }

    func json(_ count: Int) throws -> Int64 { try check(baseline_sqlite_json(db, Int64(count))) }

    func emptyCopy() throws { try exec("DELETE FROM users_copy; PRAGMA wal_checkpoint(TRUNCATE)") }

    /// Puts the first users into `users_copy`.
    func fillCopy(_ count: Int) throws {
        try exec(
            """
            DELETE FROM users_copy; INSERT INTO users_copy SELECT * FROM users WHERE id <= \(count); \
            PRAGMA wal_checkpoint(TRUNCATE)
            """)
    }

    /// Reads the users of `users_copy` and sets the age of each.
    func change(_ count: Int, age: Int32) throws -> Int64 { try check(baseline_sqlite_change(db, Int64(count), age)) }

    /// What `scan` would say of `users_copy`.
    func weighCopy() throws -> Int64 {
        try check(
            baseline_sqlite_number(
                db,
                """
                SELECT sum(id + length(name) + length(email) + coalesce(age, 0) + active + \
                CAST(substr(created_at, 21, 3) AS INTEGER)) FROM users_copy
                """))
    }

    @discardableResult
    private func check(_ answer: Int64) throws -> Int64 {
        guard answer >= 0 else {
            throw BenchmarkFailure(description: "C on SQLite: \(String(cString: baseline_sqlite_error(db)))")
        }
        return answer
    }
}
