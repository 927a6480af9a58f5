import CinnabarEngine
import CinnabarSQL
import Logging
import Synchronization

/// Takes a connection's notices: to the log at their own severity, a few per second, and never to stderr.
final class PGNoticeReceiver: Sendable {
    /// The last words of a server that ends the connection between two statements.
    struct Farewell: Sendable {
        var sqlState: String
        var message: String
    }

    private struct State {
        var window: Int64 = 0
        var logged = 0
        var dropped = 0
        var farewell: Farewell?
    }

    private static let perSecond = 20

    private let logger: Logger
    private let state = Locked(State())

    init(logger: Logger) { self.logger = logger }

    var farewell: Farewell? { state.withLock { $0.farewell } }

    func receive(_ result: PGResult) {
        let severity = result.field(.severity) ?? "NOTICE"
        if severity == "FATAL" || severity == "PANIC", let sqlState = result.field(.sqlState) {
            let farewell = Farewell(sqlState: sqlState, message: result.field(.message) ?? "")
            state.withLock { $0.farewell = farewell }
        }
        // "There is no transaction in progress": the answer to our own ROLLBACK of a batch that was given up.
        if result.field(.sqlState) == "25P01" { return }
        let level = Self.level(severity)
        guard logger.logLevel <= level, let dropped = admit() else { return }
        var metadata: Logger.Metadata = ["severity": "\(severity)"]
        if let sqlState = result.field(.sqlState) { metadata["sqlstate"] = "\(sqlState)" }
        if dropped > 0 { metadata["dropped"] = "\(dropped)" }
        let message = result.field(.message) ?? result.errorText
        logger.log(level: level, "PostgreSQL: \(message.prefix(2_000).oneLine)", metadata: metadata)
    }

    /// How many were dropped since the last one that was logged; nil drops this one too.
    private func admit() -> Int? {
        state.withLock { state in
            let second = MonotonicClock.now / 1_000_000_000
            if second != state.window {
                state.window = second
                state.logged = 0
            }
            guard state.logged < Self.perSecond else {
                state.dropped += 1
                return nil
            }
            state.logged += 1
            defer { state.dropped = 0 }
            return state.dropped
        }
    }

    private static func level(_ severity: String) -> Logger.Level {
        switch severity {
        case "DEBUG": .debug
        case "LOG", "INFO": .info
        case "NOTICE": .notice
        case "WARNING": .warning
        default: .error
        }
    }
}

extension Substring {
    /// A server's text must not forge a line of the log.
    fileprivate var oneLine: String { String(map { $0.isNewline ? " " : $0 }) }
}
