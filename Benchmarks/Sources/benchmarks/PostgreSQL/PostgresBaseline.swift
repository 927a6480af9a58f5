import CBaseline
import Foundation

/// The C side's connections.
final class PostgresBaseline: @unchecked Sendable {  // contenders run one at a time
    private let connections: [OpaquePointer]
    private var first: OpaquePointer { connections[0] }
    private lazy var users = baseline_make_users(Int64(rows))
    let url: String
    let rows: Int

    /// Connects, and makes `users` with `options.rows` users in it, an empty `users_copy`, and families; or finds what
    /// another process has made.
    init(_ options: Options, connections count: Int = 8) throws {
        let url = try options.postgresURL()
        self.url = url
        rows = options.rows
        connections = (0..<count).compactMap { _ in baseline_pg_open(url) }
        guard !options.isAttached else { return }
        let column = "name TEXT NOT NULL, email TEXT NOT NULL, age INT, active BOOL NOT NULL"
        // Otherwise a table that is not there to be dropped is worth a line on the terminal.
        try exec("SET client_min_messages = warning")
        for table in ["users", "users_copy"] {
            try exec("DROP TABLE IF EXISTS \(table)")
            try exec("CREATE TABLE \(table) (id BIGINT PRIMARY KEY, \(column), created_at TIMESTAMPTZ NOT NULL)")
        }
        _ = try insertByArrays()
        try exec("INSERT INTO users SELECT * FROM users_copy ORDER BY id")
        try emptyCopy()
        try exec("VACUUM ANALYZE users")
        try exec(
            """
            DROP TABLE IF EXISTS children, parents; \
            CREATE TABLE parents (id BIGINT PRIMARY KEY, name TEXT NOT NULL); \
            CREATE TABLE children (id BIGINT PRIMARY KEY, name TEXT NOT NULL, \
            parent_id BIGINT NOT NULL REFERENCES parents (id)); \
            INSERT INTO parents SELECT i, 'p' || i FROM generate_series(1, \(options.parents)) i; \
            INSERT INTO children SELECT i, 'c' || i, (i - 1) / \(options.children) + 1 \
            FROM generate_series(1, \(options.parents * options.children)) i; \
            CREATE INDEX children_parent_id ON children (parent_id)
            """)
        try exec("VACUUM ANALYZE parents, children")
    }

    deinit {
        connections.forEach(baseline_pg_close)
        if let users { baseline_free_users(users, Int64(rows)) }
    }

    var serverVersion: CInt { baseline_pg_server_version(first) }

    func exec(_ sql: String) throws { try check(Int64(baseline_pg_exec(first, sql))) }

    func scan() throws -> Int64 { try check(baseline_pg_scan(first, Int64(rows))) }

    func points(_ selects: Int) throws -> Int64 { try check(baseline_pg_points(first, Int64(selects), Int64(rows))) }

    func pointsOnThreads(_ selects: Int) throws -> Int64 {
        let all = connections.map(Optional.init)
        return try check(baseline_pg_points_threads(all, CInt(all.count), Int64(selects), Int64(rows)))
    }

    func insertByPipeline() throws -> Int64 {
        try check(baseline_pg_insert_pipeline(first, users, Int64(rows), 1_000))
    }

    /// 10,000 rows per statement was the fastest of 1,000 to 100,000.
    func insertByArrays() throws -> Int64 {
        try check(baseline_pg_insert_unnest(first, users, Int64(rows), 10_000))
    }

    func insertByCopy() throws -> Int64 { try check(baseline_pg_copy(first, users, Int64(rows))) }

    func pages(_ pages: Int, of size: Int) throws -> Int64 {
        try check(baseline_pg_pages(first, Int64(pages), Int64(size), Int64(rows)))
    }

    func families() throws -> Int64 { try check(baseline_pg_families(first)) }

    func json(_ count: Int) throws -> Int64 { try check(baseline_pg_json(first, Int64(count))) }

    func emptyCopy() throws { try exec("TRUNCATE users_copy") }

    /// Puts the first users into `users_copy`.
    func fillCopy(_ count: Int) throws {
        try exec("TRUNCATE users_copy; INSERT INTO users_copy SELECT * FROM users WHERE id <= \(count)")
        try exec("VACUUM ANALYZE users_copy")
    }

    /// Reads the users of `users_copy` and sets the age of each.
    func change(_ count: Int, age: Int32, pipelined: Bool) throws -> Int64 {
        try check(baseline_pg_change(first, Int64(count), age, pipelined))
    }

    /// What `scan` would say of `users_copy`.
    func weighCopy() throws -> Int64 {
        try check(
            baseline_pg_number(
                first,
                """
                SELECT sum(id + length(name) + length(email) + coalesce(age, 0) + active::int + \
                (extract(epoch FROM created_at) * 1000)::bigint % 1000) FROM users_copy
                """))
    }

    @discardableResult
    private func check(_ answer: Int64) throws -> Int64 {
        guard answer >= 0 else {
            let messages = connections.map { String(cString: baseline_pg_error($0)) }
            throw BenchmarkFailure(description: "C on PostgreSQL: \(messages.first { !$0.isEmpty } ?? "no message")")
        }
        return answer
    }
}
