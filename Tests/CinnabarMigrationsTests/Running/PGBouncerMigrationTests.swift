import CinnabarEngine
import CinnabarMigrations
import CinnabarPostgreSQL
import CinnabarSQL
import Foundation
import XCTest

/// M7: migrations through a PgBouncer in transaction mode, where a session's lock would be anybody's.
final class PGBouncerMigrationTests: XCTestCase {
    /// A database of its own: the pooler hands search paths from one client to the next.
    private func behindPooler(_ body: (_ direct: AsyncEngine, _ url: String) async throws -> Void) async throws {
        let environment = ProcessInfo.processInfo.environment
        guard let server = environment["CINNABAR_TEST_POSTGRES"], let pooler = environment["CINNABAR_TEST_PGBOUNCER"]
        else { throw MissingServer() }
        let name = "pooled_" + UUID().uuidString.prefix(8).lowercased()
        func url(_ base: String) throws -> String {
            String(base[...(try XCTUnwrap(base.lastIndex(of: "/")))]) + name
        }
        let owner = try Self.engine(server)
        try await owner.execute(sql("CREATE DATABASE \(identifier: name)"))
        let result: Result<Void, any Error>
        do {
            let direct = try Self.engine(url(server))
            do {
                try await body(direct, url(pooler) + "?prepare=unnamedOnly")
                result = .success(())
            } catch { result = .failure(error) }
            await direct.dispose()
        } catch { result = .failure(error) }
        // The pooler's connections would keep it.
        try await owner.execute(sql("DROP DATABASE \(identifier: name) WITH (FORCE)"))
        await owner.dispose()
        try result.get()
    }

    private let history = [
        Revision("a1", message: "users", upgrade: { $0.createTable(MigratorTests.users) }),
        Revision(
            "b2", after: ["a1"], message: "rows",
            upgrade: { steps in
                steps.insert(into: "users", columns: ["id", "name"], rows: [[1, "Alice"]])
                // Time for the others to come.
                steps.execute("SELECT pg_sleep(0.2)")
            }),
        Revision(
            "c3", after: ["b2"], message: "index",
            upgrade: { steps in
                steps.createIndex(Index([.column("name")], name: "ix_users_name"), on: "users", concurrently: true)
                steps.addColumn(MigratorTests.email, to: "users")
            }),
    ]

    func testOfManyMigratorsThroughAPoolerOneRunsEachRevision() async throws {
        try await behindPooler { direct, url in
            let history = history
            let done = try await withThrowingTaskGroup(of: [String].self) { group in
                for _ in 0..<6 {
                    group.addTask {
                        let engine = try Self.engine(url, size: 2)
                        let done: [String]
                        do { done = try await Migrator(engine, history).upgrade().map(\.id) } catch {
                            await engine.dispose()
                            throw error
                        }
                        await engine.dispose()
                        return done
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            XCTAssertEqual(done.sorted(), ["a1", "b2", "c3"])
            try await Migrator(direct, history).verify()
            let users = try await direct.scalar(sql("SELECT count(*) FROM users").columns(Int.self))
            XCTAssertEqual(users, 1)
            let valid = try await direct.scalar(
                sql("SELECT indisvalid FROM pg_index WHERE indexrelid = 'ix_users_name'::regclass").columns(Bool.self))
            XCTAssertTrue(valid)
            // Nothing is left behind on the pooler's connections.
            let locks = try await direct.scalar(
                sql(
                    """
                    SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' \
                    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
                    """
                ).columns(Int.self))
            XCTAssertEqual(locks, 0)
        }
    }

    func testAFailureThroughAPoolerKeepsNothingAndTheLockIsFree() async throws {
        try await behindPooler { direct, url in
            let engine = try Self.engine(url, size: 2)
            let broken = Revision(
                "b2", after: ["a1"], message: "broken",
                upgrade: { steps in
                    steps.addColumn(MigratorTests.email, to: "users")
                    steps.execute("SELECT 1/0")
                })
            let error = await failure { try await Migrator(engine, [history[0], broken]).upgrade() } as? MigrationError
            XCTAssertEqual(
                error?.description,
                "the upgrade of revision b2 \"broken\" failed in operation 2 of 2 (execute), at: SELECT 1/0: division by "
                    + "zero: nothing of it was kept: correct the cause and run `upgrade` again")
            let columns = try await direct.reflect().table("users")?.columns.map(\.name)
            XCTAssertEqual(columns, ["id", "name"])
            let done = try await Migrator(
                engine, history, configuration: MigrationConfiguration(lockTimeout: .seconds(2))
            ).upgrade().map(\.id)
            XCTAssertEqual(done, ["b2", "c3"])
            let setting = try await engine.scalar(sql("SELECT current_setting('lock_timeout')").columns(String.self))
            XCTAssertEqual(setting, "0")
            await engine.dispose()
        }
    }
}
