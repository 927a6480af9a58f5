import CinnabarEngine
import CinnabarMigrations
import CinnabarPostgreSQL
import CinnabarSQL
import CinnabarSQLite
import Foundation
import Logging

/// `MigrationWorker URL`: upgrades to the head and ends. `KILL_AT=n` in the environment has it kill itself at the
/// n-th step that it hears of.
@main
enum MigrationWorker {
    static func main() async throws {
        var logger = Logger(label: "worker")
        logger.logLevel = .critical
        let engine = try AsyncEngine(
            CommandLine.arguments[1], drivers: [.sqlite, .postgreSQL],
            configuration: EngineConfiguration(pool: PoolConfiguration(size: 2, maxOverflow: 0)), logger: logger)
        let end = ProcessInfo.processInfo.environment["KILL_AT"].flatMap(Int.init)
        let steps = StepCounter()
        let configuration = MigrationConfiguration(
            onEvent: { event in
                if case .waitingForLock = event { return }
                if steps.next() == end { kill(getpid(), SIGKILL) }
            })
        do {
            try await Migrator(engine, revisions, configuration: configuration).upgrade(to: .head)
        } catch {
            FileHandle.standardError.write(Data("\(String(reflecting: error))\n".utf8))
            exit(1)
        }
        await engine.dispose()
    }
}

final class StepCounter: @unchecked Sendable {  // one task counts
    private var count = 0

    func next() -> Int {
        count += 1
        return count
    }
}

/// Each of them notes that it ran: a second note is a revision that ran twice.
let revisions: [Revision] = [
    Revision(
        "a1", message: "first tables",
        upgrade: { steps in
            steps.createTable(
                Table(
                    "users",
                    columns: [
                        ColumnDefinition(name: "id", type: .bigint, isPrimaryKey: true),
                        ColumnDefinition(name: "name", type: .text),
                    ]))
            steps.createTable(
                Table("runs", columns: [ColumnDefinition(name: "part", type: .text)]))
            steps.insert(into: "runs", columns: ["part"], rows: [["a1"]])
            steps.insert(into: "users", columns: ["id", "name"], rows: [[1, "Alice"], [2, "Bob"]])
        }),
    Revision(
        "b2", after: ["a1"], message: "an index that lets writes go on",
        upgrade: { steps in
            steps.addColumn(ColumnDefinition(name: "email", type: .text, isNullable: true), to: "users")
            steps.insert(into: "runs", columns: ["part"], rows: [["b2 before"]])
            steps.createIndex(Index([.column("email")], name: "ix_users_email"), on: "users", concurrently: true)
            steps.execute("ANALYZE", transactional: false)
            steps.insert(into: "runs", columns: ["part"], rows: [["b2 after"]])
        }),
    Revision(
        "c3", after: ["b2"], message: "data by code",
        upgrade: { steps in
            steps.run("fill emails") { connection in
                try await connection.execute(sql("UPDATE users SET email = name || '@example.org'"))
            }
            steps.insert(into: "runs", columns: ["part"], rows: [["c3"]])
        }),
]
