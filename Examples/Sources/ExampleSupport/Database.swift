import Cinnabar
import CinnabarPostgreSQL
import CinnabarSQLite
import Foundation
import Logging

/// The database that an example runs on: a temporary SQLite file, or what `DATABASE_URL` names.
public struct ExampleDatabase: Sendable {
    public let engine: AsyncEngine
    private let directory: URL?

    public static func open(echo: Bool = false) throws -> ExampleDatabase {
        var logger = Logger(label: "sql") { _ in PlainLogHandler() }
        logger.logLevel = .info
        if let url = ProcessInfo.processInfo.environment["DATABASE_URL"], !url.isEmpty {
            let engine = try AsyncEngine(url, drivers: [.sqlite, .postgreSQL], echo: echo, logger: logger)
            return ExampleDatabase(engine: engine, directory: nil)
        }
        let directory = FileManager.default.temporaryDirectory.appending(path: "cinnabar-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        let engine = try AsyncEngine(
            "sqlite:///\(directory.path)/example.db", drivers: [.sqlite, .postgreSQL], echo: echo, logger: logger)
        return ExampleDatabase(engine: engine, directory: directory)
    }

    public func close() async {
        await engine.dispose()
        if let directory { try? FileManager.default.removeItem(at: directory) }
    }
}

/// Prints a log line's text alone, so that echoed SQL reads like SQL.
struct PlainLogHandler: LogHandler {
    var logLevel = Logger.Level.info
    var metadata: Logger.Metadata = [:]

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        guard event.level >= logLevel else { return }
        let time = event.metadata?["db.query_ms"].map { "  -- \($0) ms" } ?? ""
        print("   \(event.message)\(time)")
    }
}
