import CinnabarEngine
import CinnabarMigrations
import CinnabarSQL
import Logging

extension CommandContext {
    /// Runs the body with an engine that is closed afterwards.
    func withEngine<Value>(_ options: DatabaseOptions, _ body: (AsyncEngine) async throws -> Value) async throws
        -> Value
    {
        let engine = try engine(options)
        do {
            let value = try await body(engine)
            await engine.dispose()
            return value
        } catch {
            await engine.dispose()
            throw error
        }
    }

    func withMigrator<Value>(_ options: DatabaseOptions, _ body: (Migrator) async throws -> Value) async throws
        -> Value
    {
        try await withEngine(options) { engine in
            var configuration = tool.configuration
            let (own, terminal) = (configuration.onEvent, terminal)
            configuration.onEvent = { event in
                own?(event)
                terminal.show(event)
            }
            return try await body(Migrator(engine, tool.revisions, configuration: configuration))
        }
    }

    /// Opens nothing: the dialect is all that offline commands want of it.
    func engine(_ options: DatabaseOptions) throws -> AsyncEngine {
        var logger = Logger(label: "cinnabar.migrations")
        // The terminal shows what happens.
        logger.logLevel = .warning
        return try AsyncEngine(
            tool.url(options.database), drivers: tool.drivers,
            pool: PoolConfiguration(size: 2, maxOverflow: 2), logger: logger)
    }

    var graph: RevisionGraph {
        get throws { try RevisionGraph(tool.revisions) }
    }

    var files: MigrationDirectory { MigrationDirectory(path: tool.directory) }
}

extension Terminal {
    func show(_ event: MigrationEvent) {
        switch event {
        case .waitingForLock(let holder):
            line(coloured("waiting for another process\(holder.map { " (\($0))" } ?? "")", .yellow))
        case .started(let revision, let direction, let operation, let count):
            let place = operation == 0 ? "" : ", going on at operation \(operation + 1) of \(count)"
            line("\(direction) \(revision)\(place)")
        case .ran(_, let sql, let time):
            line(coloured("  \(Self.brief(sql)) (\(Self.text(time)))", .faint))
        case .retrying(_, let attempt, let pause, let reason):
            line(coloured("  attempt \(attempt) gave way, again in \(Self.text(pause)): \(reason)", .yellow))
        case .finished(_, _, let time): line(coloured("  done in \(Self.text(time))", .green))
        case .passed(let revision): line("\(revision) was done by another process")
        }
    }

    /// The first line, without the parenthesis that a later one closes.
    static func brief(_ sql: String) -> Substring {
        let line = sql.split(whereSeparator: \.isNewline).first ?? ""
        return line.hasSuffix(" (") ? line.dropLast(2) : line
    }

    static func text(_ time: Duration) -> String {
        let (seconds, attoseconds) = time.components
        let milliseconds = attoseconds / 1_000_000_000_000_000
        if seconds == 0 { return "\(milliseconds) ms" }
        return "\(seconds).\(milliseconds / 100) s"
    }
}
