import CBaseline
import Foundation

/// The C side's connection, and the file that both sides use.
final class SQLiteBaseline: @unchecked Sendable {  // contenders run one at a time
    private let db: OpaquePointer
    private let users: UnsafeMutablePointer<baseline_user>
    let path: String
    let rows: Int

    /// Makes a file in memory where there is such a place, with `rows` users in it.
    init(rows: Int) throws {
        let memory = "/dev/shm"
        let folder = FileManager.default.isWritableFile(atPath: memory) ? memory : NSTemporaryDirectory()
        path = folder + "/cinnabar-bench-\(UUID().uuidString).db"
        self.rows = rows
        guard let db = baseline_sqlite_open(path) else {
            throw BenchmarkFailure(description: "SQLite cannot open \(path)")
        }
        guard let users = baseline_make_users(Int64(rows)) else {
            throw BenchmarkFailure(description: "out of memory")
        }
        self.users = users
        self.db = db
        for table in ["users", "users_copy"] {
            try exec(
                """
                CREATE TABLE \(table) (id INTEGER PRIMARY KEY, name TEXT NOT NULL, email TEXT NOT NULL, age INTEGER, \
                active INTEGER NOT NULL, created_at TEXT NOT NULL)
                """)
        }
        _ = try insert(into: "users")
    }

    deinit {
        baseline_sqlite_close(db)
        baseline_free_users(users, Int64(rows))
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
                CAST(substr(created_at, 24) AS INTEGER)) FROM users_copy
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
