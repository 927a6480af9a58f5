import Cinnabar
import CinnabarPostgreSQL
import CinnabarSQLite
import Foundation
import Logging

/// The database that an example runs on: a temporary SQLite file, or what `DATABASE_URL` names.
public struct ExampleDatabase: Sendable {
    public let url: String
    /// What is removed afterwards.
    private let directory: URL?

    /// A database that is there already.
    public init(url: String) {
        self.url = url
        directory = nil
    }

    private init(temporary directory: URL) {
        url = "sqlite:///\(directory.path)/example.db"
        self.directory = directory
    }

    /// Runs the body with the database that `DATABASE_URL` names, or else with a temporary SQLite file.
    public static func withDatabase(_ body: (ExampleDatabase) async throws -> Void) async throws {
        if let url = ProcessInfo.processInfo.environment["DATABASE_URL"], !url.isEmpty {
            return try await body(ExampleDatabase(url: url))
        }
        try await withTemporarySQLite(body)
    }

    /// Runs the body with a SQLite file that is gone afterwards.
    public static func withTemporarySQLite(_ body: (ExampleDatabase) async throws -> Void) async throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "cinnabar-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        try await body(ExampleDatabase(temporary: directory))
    }

    /// An engine for it. Logged lines are printed, or kept where a log is given.
    public func engine(_ configuration: EngineConfiguration = EngineConfiguration(), log: LogLines? = nil) throws
        -> AsyncEngine
    {
        let logger = Logger(label: "sql") { _ in PlainLogHandler(lines: log) }
        return try AsyncEngine(url, drivers: [.sqlite, .postgreSQL], configuration: configuration, logger: logger)
    }

    /// Runs the body with an engine that is disposed of afterwards.
    public func withEngine<Value: Sendable>(
        _ configuration: EngineConfiguration = EngineConfiguration(), log: LogLines? = nil,
        _ body: (AsyncEngine) async throws -> Value
    ) async throws -> Value {
        let engine = try engine(configuration, log: log)
        do {
            let value = try await body(engine)
            await engine.dispose()
            return value
        } catch {
            await engine.dispose()
            throw error
        }
    }
}
