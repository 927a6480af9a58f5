import Logging
import Synchronization

/// Log lines, kept to be looked at.
public final class LogLines: Sendable {
    private let lines = Mutex<[String]>([])

    public init() {}

    public var all: [String] { lines.withLock { $0 } }
    func append(_ line: String) { lines.withLock { $0.append(line) } }
}

/// Prints or keeps a log line's text alone, so that echoed SQL reads like SQL.
struct PlainLogHandler: LogHandler {
    var logLevel = Logger.Level.info
    var metadata: Logger.Metadata = [:]
    let lines: LogLines?

    init(lines: LogLines?) { self.lines = lines }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        guard event.level >= logLevel else { return }
        if let lines {
            lines.append("\(event.message)")
        } else {
            let time = event.metadata?["db.query_ms"].map { "  -- \($0) ms" } ?? ""
            print("   \(event.message)\(time)")
        }
    }
}
