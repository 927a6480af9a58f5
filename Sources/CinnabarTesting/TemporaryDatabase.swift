public import CinnabarEngine
import CinnabarSQL
import FoundationEssentials
public import Logging

/// A database of a test's own, gone after the closure.
///
/// ```swift
/// try await TemporaryDatabase.sqlite(drivers: [.sqlite]) { engine in
///     try await engine.createAll(schema)
///     …
/// }
/// ```
public enum TemporaryDatabase {
    /// A SQLite file in the system's temporary directory.
    public static func sqlite<Value>(
        drivers: [DatabaseDriver], options: String = "", configuration: EngineConfiguration = EngineConfiguration(),
        logger: Logger = Logger(label: "cinnabar.test"), _ body: (AsyncEngine) async throws -> Value
    ) async throws -> Value {
        let folder = FileManager.default.temporaryDirectory.path + "/cinnabar-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let engine = try AsyncEngine(
            "sqlite:///\(folder)/test.db\(options)", drivers: drivers, configuration: configuration, logger: logger)
        return try await using(engine, body)
    }

    /// A schema in an existing PostgreSQL database, first in the search path of every connection.
    public static func postgreSQLSchema<Value>(
        url: String, drivers: [DatabaseDriver], configuration: EngineConfiguration = EngineConfiguration(),
        logger: Logger = Logger(label: "cinnabar.test"), _ body: (AsyncEngine) async throws -> Value
    ) async throws -> Value {
        let name = "test_" + UUID().uuidString.lowercased().filter { $0 != "-" }
        // The test may end connections or restart the server.
        var pool = PoolConfiguration(size: 1, maxOverflow: 0)
        pool.prePing = true
        pool.pingIfIdleFor = .zero
        let owner = try AsyncEngine(url, drivers: drivers, pool: pool, logger: logger)
        try await owner.execute(sql("CREATE SCHEMA \(identifier: name)"))
        let separator = url.contains("?") ? "&" : "?"
        let engine = try AsyncEngine(
            "\(url)\(separator)options=-csearch_path%3D\(name)", drivers: drivers, configuration: configuration,
            logger: logger)
        let result: Result<Value, any Error>
        do { result = .success(try await using(engine, body)) } catch { result = .failure(error) }
        do { try await owner.execute(sql("DROP SCHEMA \(identifier: name) CASCADE")) } catch {
            await owner.dispose()
            throw error
        }
        await owner.dispose()
        return try result.get()
    }

    private static func using<Value>(_ engine: AsyncEngine, _ body: (AsyncEngine) async throws -> Value) async throws
        -> Value
    {
        do {
            let value = try await body(engine)
            await engine.dispose(gracePeriod: .seconds(1))
            return value
        } catch {
            await engine.dispose(gracePeriod: .seconds(1))
            throw error
        }
    }
}
