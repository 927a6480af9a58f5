import CinnabarSQL
import XCTest

final class LockTests: XCTestCase {
    private let start = #"SELECT "users"."id" FROM "users" LIMIT $1 "#
    private let jobs = select(User.id).limit(1)

    private func assertLock(_ statement: Select<Int>, _ clause: String, line: UInt = #line) {
        let strength = clause.hasPrefix("FOR SHARE") ? "SHARE" : clause.hasPrefix("FOR KEY") ? "KEY SHARE" : "UPDATE"
        assertSQL(
            statement, postgreSQL: start + clause,
            sqliteError: "SQLite has no row locks (FOR \(strength)): "
                + "leave the lock out: a write transaction there has the whole database to itself",
            binds: [.integer(1)], line: line)
    }

    func testEveryLock() {
        assertLock(jobs.forUpdate(), "FOR UPDATE")
        assertLock(jobs.forShare(), "FOR SHARE")
        assertLock(jobs.forUpdate().skipLocked(), "FOR UPDATE SKIP LOCKED")
        assertLock(jobs.skipLocked(), "FOR UPDATE SKIP LOCKED")
        assertLock(jobs.forShare().noWait(), "FOR SHARE NOWAIT")
        assertLock(jobs.forUpdate(of: User.self), #"FOR UPDATE OF "users""#)
        assertLock(jobs.forUpdate(of: User.self, wait: .noWait), #"FOR UPDATE OF "users" NOWAIT"#)
        assertLock(
            jobs.lock(RowLock(strength: .keyShare, tables: ["users"])), #"FOR KEY SHARE OF "users""#)
    }

    func testALockOfAnAlias() {
        let boss = User.alias("boss")
        assertSQL(
            select(boss.id).forUpdate(of: boss),
            postgreSQL: #"SELECT "boss"."id" FROM "users" AS "boss" FOR UPDATE OF "boss""#,
            sqliteError: "SQLite has no row locks (FOR UPDATE): "
                + "leave the lock out: a write transaction there has the whole database to itself")
    }
}
