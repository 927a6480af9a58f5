public import CinnabarEngine
public import CinnabarSQL
import FoundationEssentials
public import Logging

/// A database of a test's own, gone after the closure: nothing to clean up, and tests may run side by side.
///
/// ```swift
/// try await TemporaryDatabase.sqlite(drivers: [.sqlite], creating: MetaData(User.self)) { engine in
///     try await AsyncSessionMaker(engine).begin { session in session.add(User(name: "Alice")) }
/// }
/// ```
/// Each has a file or a schema with a name that no other has, and an engine with a pool of its own: many tests at once
/// on PostgreSQL want a small one, `EngineConfiguration(pool: PoolConfiguration(size: 2))`, to stay below the server's
/// `max_connections`. A suite with one schema for all its tests is faster with `withRollback`. In Swift Testing, the
/// trait `.temporaryDatabase` of `CinnabarAssertions` does the same without a closure.
public enum TemporaryDatabase {
    /// A database of the kind that a URL names: for suites that run on what an environment variable says.
    ///
    /// ```swift
    /// try await TemporaryDatabase.like(url, drivers: [.sqlite, .postgreSQL], creating: schema) { engine in … }
    /// ```
    /// - Parameters:
    ///   - url: `sqlite:` with any path, for a new file and with the URL's options; else a PostgreSQL database, for a
    ///     new schema in it.
    ///   - schema: what is created before the closure runs; nothing by default.
    /// - Throws: what the closure throws; why the database or the schema could not be made or dropped.
    public static func like<Value>(
        _ url: String, drivers: [DatabaseDriver], creating schema: MetaData? = nil,
        configuration: EngineConfiguration = EngineConfiguration(), logger: Logger = Logger(label: "cinnabar.test"),
        _ body: (AsyncEngine) async throws -> Value
    ) async throws -> Value {
        guard url.hasPrefix("sqlite") else {
            return try await postgreSQLSchema(
                url: url, drivers: drivers, creating: schema, configuration: configuration, logger: logger, body)
        }
        let options = url.firstIndex(of: "?").map { String(url[$0...]) } ?? ""
        return try await sqlite(
            drivers: drivers, creating: schema, options: options, configuration: configuration, logger: logger, body)
    }

    /// A SQLite file in the system's temporary directory.
    ///
    /// - Parameters:
    ///   - schema: what is created before the closure runs; nothing by default.
    ///   - options: of the URL, from the `?` on.
    /// - Throws: what the closure throws; why the file or the schema could not be made.
    public static func sqlite<Value>(
        drivers: [DatabaseDriver], creating schema: MetaData? = nil, options: String = "",
        configuration: EngineConfiguration = EngineConfiguration(), logger: Logger = Logger(label: "cinnabar.test"),
        _ body: (AsyncEngine) async throws -> Value
    ) async throws -> Value {
        let folder = FileManager.default.temporaryDirectory.path + "/cinnabar-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let engine = try AsyncEngine(
            "sqlite:///\(folder)/test.db\(options)", drivers: drivers, configuration: configuration, logger: logger)
        return try await using(engine, schema, body)
    }

    /// A schema in an existing PostgreSQL database, alone in the search path of every connection.
    ///
    /// - Parameters:
    ///   - url: of the database; its user must be allowed to create schemas.
    ///   - schema: what is created before the closure runs; nothing by default.
    /// - Throws: what the closure throws; why the schema could not be made or dropped.
    public static func postgreSQLSchema<Value>(
        url: String, drivers: [DatabaseDriver], creating schema: MetaData? = nil,
        configuration: EngineConfiguration = EngineConfiguration(), logger: Logger = Logger(label: "cinnabar.test"),
        _ body: (AsyncEngine) async throws -> Value
    ) async throws -> Value {
        let name = "test_" + UUID().uuidString.lowercased().filter { $0 != "-" }
        // The test may end connections or restart the server.
        var pool = PoolConfiguration(size: 1, maxOverflow: 0)
        pool.prePing = true
        pool.pingIfIdleFor = .zero
        let owner = try AsyncEngine(url, drivers: drivers, pool: pool, logger: logger)
        try await owner.execute(sql("CREATE SCHEMA \(identifier: name)"))
        let result: Result<Value, any Error>
        do {
            let engine = try AsyncEngine(
                searching(name, url), drivers: drivers, configuration: configuration, logger: logger)
            result = .success(try await using(engine, schema, body))
        } catch { result = .failure(error) }
        do { try await owner.execute(sql("DROP SCHEMA \(identifier: name) CASCADE")) } catch let second {
            await owner.dispose()
            // What the test has to say comes first.
            _ = try result.get()
            throw second
        }
        await owner.dispose()
        return try result.get()
    }

    /// The URL with the schema in its search path, beside options that it has already.
    private static func searching(_ schema: String, _ url: String) -> String {
        let setting = "options=-csearch_path%3D\(schema)"
        for start in ["?", "&"] where url.contains("\(start)options=") {
            return url.replacing("\(start)options=", with: "\(start)\(setting)%20", maxReplacements: 1)
        }
        return url + (url.contains("?") ? "&" : "?") + setting
    }

    private static func using<Value>(
        _ engine: AsyncEngine, _ schema: MetaData?, _ body: (AsyncEngine) async throws -> Value
    ) async throws -> Value {
        do {
            if let schema { try await engine.createAll(schema) }
            let value = try await body(engine)
            await engine.dispose(gracePeriod: .seconds(1))
            return value
        } catch {
            await engine.dispose(gracePeriod: .seconds(1))
            throw error
        }
    }
}
