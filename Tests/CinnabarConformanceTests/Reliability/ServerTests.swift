import Cinnabar
import CinnabarEngine
import CinnabarPostgreSQL
import CinnabarSQL
import Foundation
import XCTest

/// A PostgreSQL server that ends connections, restarts, or is not there.
final class ServerTests: XCTestCase {
    private func control(_ arguments: String...) throws {
        guard let path = ProcessInfo.processInfo.environment["CINNABAR_TEST_POSTGRES_CTL"] else {
            throw MissingServer()
        }
        // Foundation's Process would wait for the server too, which inherits its pipe.
        var words = ([path] + arguments).map { strdup($0) } + [nil]
        var environment = ProcessInfo.processInfo.environment.map { strdup("\($0)=\($1)") } + [nil]
        defer { for word in words + environment { free(word) } }
        var pid = pid_t()
        guard posix_spawn(&pid, path, nil, nil, &words, &environment) == 0 else { throw MissingServer() }
        var status: Int32 = 0
        waitpid(pid, &status, 0)
        XCTAssertEqual(status, 0)
    }

    private func killOthers(_ engine: AsyncEngine) async throws {
        let admin = try AsyncEngine(try Self.postgresURL, drivers: [.postgreSQL], pool: .init(size: 1, maxOverflow: 0))
        try await admin.execute(
            text(
                """
                SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
                WHERE pid <> pg_backend_pid() AND datname = current_database() AND backend_type = 'client backend'
                """))
        await admin.dispose()
    }

    /// P24: connections that died while idle reach nobody.
    func testPrePingHidesConnectionsThatDiedWhileIdle() async throws {
        var pool = PoolConfiguration(size: 4, maxOverflow: 0)
        pool.prePing = true
        pool.pingIfIdleFor = .zero
        let engine = try AsyncEngine(try Self.postgresURL, drivers: [.postgreSQL], pool: pool)
        for _ in 0..<5 {
            try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<4 { group.addTask { try await engine.scalar(select(literal(1))) } }
                try await group.waitForAll()
            }
            try await killOthers(engine)
            for _ in 0..<4 {
                let one = try await engine.scalar(select(literal(1)))
                XCTAssertEqual(one, 1)
            }
        }
        await engine.dispose()
    }

    /// C1, P26: one disconnect has the other idle connections checked before they are used again.
    func testOneLostConnectionHasTheOthersChecked() async throws {
        let engine = try AsyncEngine(try Self.postgresURL, drivers: [.postgreSQL], pool: .init(size: 5, maxOverflow: 0))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<5 { group.addTask { try await engine.execute(text("SELECT pg_sleep(0.05)")) } }
            try await group.waitForAll()
        }
        XCTAssertEqual(engine.status.idle, 5)
        try await killOthers(engine)
        var errors = 0
        for _ in 0..<10 {
            do {
                _ = try await engine.scalar(select(literal(1)))
            } catch let error as DatabaseError {
                XCTAssertEqual(error.kind, .connectionLost)
                errors += 1
            }
        }
        XCTAssertLessThanOrEqual(errors, 1)
        await engine.dispose()
    }

    /// C1: in the middle of a transaction the loss is an error, and nothing was kept.
    func testAConnectionThatDiesInATransaction() async throws {
        try await onPostgreSQL { database in
            let engine = database.engine
            try await engine.createAll(bank)
            let error = await failure {
                try await engine.begin { connection in
                    try await connection.execute(
                        insert(Account.self).values([Account(id: 1, owner: "a", balance: 1)]))
                    let pid = try await connection.scalar(text("SELECT pg_backend_pid()").columns(Int.self))
                    try await engine.execute(text("SELECT pg_terminate_backend(:pid)", ["pid": pid]))
                    try await connection.execute(select(Account.self))
                }
            }
            XCTAssertEqual((error as? DatabaseError)?.kind, .connectionLost, "\(String(describing: error))")
            let count = try await engine.scalar(select(Fn.count()).from(Account.self))
            XCTAssertEqual(count, 0)
            XCTAssertEqual(engine.status.inUse, 0)
        }
    }

    /// C3: the server restarts under load; every acknowledged row is there, and work goes on.
    func testARestartUnderLoad() async throws {
        for mode in ["fast", "immediate"] {
            var configuration = EngineConfiguration()
            configuration.pool.prePing = true
            configuration.pool.pingIfIdleFor = .zero
            try await onPostgreSQL(configuration) { database in
                let engine = database.engine
                try await engine.createAll(bank)
                let workers = (0..<8).map { worker in
                    Task {
                        var acknowledged: [Int] = []
                        for number in 0..<10_000 where !Task.isCancelled {
                            let id = worker * 10_000 + number
                            do {
                                try await engine.begin { connection in
                                    try await connection.execute(
                                        insert(Account.self).values([Account(id: id, owner: "\(id)", balance: 1)]))
                                }
                                acknowledged.append(id)
                            } catch is CancellationError {
                                break
                            } catch {
                                try? await Task.sleep(for: .milliseconds(5))
                            }
                        }
                        return acknowledged
                    }
                }
                try await Task.sleep(for: .milliseconds(200))
                try control("restart", "-m", mode)
                try await Task.sleep(for: .milliseconds(500))
                for worker in workers { worker.cancel() }
                var acknowledged: Set<Int> = []
                for worker in workers { acknowledged.formUnion(await worker.value) }
                // A statement that failed while its answer was lost may be there too; none that was answered is missing.
                let stored = Set(try await engine.execute(select(Account.id)).all())
                if mode == "fast" { XCTAssertTrue(acknowledged.isSubset(of: stored), mode) }
                XCTAssertGreaterThan(stored.count, 0)
                XCTAssertEqual(engine.status.inUse, 0)
            }
        }
    }

    func testAServerThatIsNotThere() async throws {
        let engine = try AsyncEngine(
            "postgresql://nobody:canary-password@127.0.0.1:1/none", drivers: [.postgreSQL])
        let error = await failure { try await engine.execute(text("SELECT 1")) } as? DatabaseError
        XCTAssertEqual(error?.kind, .connectionFailed)
        XCTAssertTrue("\(error as Any)".contains("127.0.0.1:1"), "\(error as Any)")
        XCTAssertFalse(String(reflecting: error).contains("canary"))
        await engine.dispose()
    }
}
