public import CinnabarEngine
import CinnabarSQL

/// How the PostgreSQL driver sends statements.
///
/// Each is also a parameter of the URL: `postgresql://localhost/app?prepare=unnamedOnly&prepare_capacity=64`.
public struct PostgreSQLOptions: Sendable, Hashable {
    /// Whether statements stay prepared on their connection.
    public enum PrepareMode: String, Sendable, Hashable, CaseIterable {
        /// Each statement is prepared when it is first used, in the same round trip, and kept. The default.
        case auto
        /// Every statement is planned anew, in one round trip, and nothing stays behind: for poolers that hand a
        /// server connection to somebody else after each transaction, such as PgBouncer before 1.21.
        case unnamedOnly
        /// As `unnamedOnly`, and without pipelining: for proxies that know one statement at a time.
        case off
    }

    public var prepare: PrepareMode
    /// How many statements a connection keeps prepared; the one that was not used for the longest time is dropped.
    /// Default 256.
    public var prepareCapacity: Int
    /// How long a cancelled statement may take to stop; its connection is closed after that. Default 2 seconds.
    public var cancelTimeout: Duration

    public init(
        prepare: PrepareMode = .auto, prepareCapacity: Int = 256, cancelTimeout: Duration = .seconds(2)
    ) {
        self.prepare = prepare
        self.prepareCapacity = prepareCapacity
        self.cancelTimeout = cancelTimeout
    }
}

extension PostgreSQLOptions {
    static let parameterNames: Set<String> = [
        "prepare", "prepare_capacity", "cancel_timeout", "pipelined_reads", "event_loops",
    ]

    /// Reads the options that are parameters of a URL.
    ///
    /// - Throws: `DatabaseError` of kind `.configuration` when a value makes no sense.
    public init(_ url: DatabaseURL) throws {
        self = try PostgreSQLOptions().overridden(by: url)
    }

    func overridden(by url: DatabaseURL) throws -> PostgreSQLOptions {
        var options = self
        if let text = url.parameters["prepare"] {
            guard let mode = PrepareMode(rawValue: text) else {
                throw Self.invalid("prepare", PrepareMode.allCases.map(\.rawValue).joined(separator: ", "))
            }
            options.prepare = mode
        }
        if let text = url.parameters["prepare_capacity"] {
            guard let count = Int(text), (1...100_000).contains(count) else {
                throw Self.invalid("prepare_capacity", "a number from 1 to 100000")
            }
            options.prepareCapacity = count
        }
        if let text = url.parameters["cancel_timeout"] {
            guard let seconds = Double(text), seconds > 0, seconds <= 3600 else {
                throw Self.invalid("cancel_timeout", "seconds, above 0 and up to 3600")
            }
            options.cancelTimeout = .seconds(seconds)
        }
        return options
    }

    static func invalid(_ name: String, _ allowed: String) -> DatabaseError {
        DatabaseError(.configuration, "the URL's parameter \"\(name)\" must be \(allowed)")
    }
}

extension EngineConfiguration {
    /// With what the URL says about it, and checked.
    func overridden(by url: DatabaseURL) throws -> EngineConfiguration {
        var configuration = self
        if let text = url.parameters["pipelined_reads"] {
            guard let mode = PipelinedReads(rawValue: text) else {
                throw PostgreSQLOptions.invalid(
                    "pipelined_reads", PipelinedReads.allCases.map(\.rawValue).joined(separator: ", "))
            }
            configuration.pipelinedReads = mode
        }
        if let text = url.parameters["event_loops"] {
            guard let count = Int(text), (1...64).contains(count) else {
                throw PostgreSQLOptions.invalid("event_loops", "a number from 1 to 64")
            }
            configuration.eventLoops = count
        }
        guard (1...64).contains(configuration.eventLoops) else {
            throw DatabaseError(
                .configuration, "eventLoops must be from 1 to 64, but is \(configuration.eventLoops)")
        }
        return configuration
    }
}
