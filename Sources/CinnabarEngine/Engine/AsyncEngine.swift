public import CinnabarSQL
public import Logging

/// The entrance to a database: owns the configuration and the connections, and hands out leases of them.
///
/// Making one opens nothing; the first statement does. Keep one per database for the life of the program and
/// `dispose` it at the end. Safe to use from any task: `connect`, `begin` and `execute` do not go through the actor.
///
/// ```swift
/// let engine = try AsyncEngine("postgresql://user:password@localhost:5432/mydb", drivers: [.postgreSQL],
///     pool: .init(size: 10, maxOverflow: 20, recycle: .seconds(3600)))
/// let users = try await engine.execute(select(User.name).where(User.age >= 18)).all()
/// ```
/// See SQLAlchemy's "Working with Engines and Connections".
public actor AsyncEngine {
    public nonisolated let url: DatabaseURL
    public nonisolated let configuration: EngineConfiguration
    /// Listeners for connections and statements.
    public nonisolated let events: EngineEvents
    package nonisolated let environment: ExecutionEnvironment
    private var disposal: Task<Void, Never>?

    /// Checks the URL and picks the driver by its scheme.
    ///
    /// - Parameters:
    ///   - url: `sqlite:///relative.db`, `sqlite:////absolute.db`, `sqlite:///:memory:`,
    ///     `postgresql://user:password@host:port/database`; a `+driver` suffix of the scheme is ignored.
    ///   - drivers: the databases that this program can talk to.
    ///   - pool: how many connections there are and how long they live.
    ///   - echo: whether each statement is logged.
    /// - Throws: `DatabaseError` of kind `.configuration`.
    public init(
        _ url: String, drivers: [DatabaseDriver], pool: PoolConfiguration = PoolConfiguration(), echo: Bool = false,
        logger: Logger = Logger(label: "cinnabar")
    ) throws {
        try self.init(
            url, drivers: drivers, configuration: EngineConfiguration(pool: pool, echo: echo), logger: logger)
    }

    public init(
        _ url: String, drivers: [DatabaseDriver], configuration: EngineConfiguration,
        logger: Logger = Logger(label: "cinnabar")
    ) throws {
        try self.init(DatabaseURL(url), drivers: drivers, configuration: configuration, logger: logger)
    }

    public init(
        _ url: DatabaseURL, drivers: [DatabaseDriver], configuration: EngineConfiguration = EngineConfiguration(),
        logger: Logger = Logger(label: "cinnabar")
    ) throws {
        guard let driver = drivers.first(where: { $0.schemes.contains(url.scheme) }) else {
            throw DatabaseError(.configuration, Self.noDriver(for: url.scheme, among: drivers))
        }
        let events = EngineEvents()
        let hook = ConnectHook()
        var configuration = configuration
        configuration.onConnect = { try await hook.run($0) }
        let source = try driver.makeSource(url, configuration, logger)
        let environment = ExecutionEnvironment(
            source: source, configuration: configuration, events: events, logger: logger)
        hook.set(environment)
        self.url = url
        self.configuration = configuration
        self.events = events
        self.environment = environment
    }

    private static func noDriver(for scheme: String, among drivers: [DatabaseDriver]) -> String {
        let products = [
            "postgresql": "CinnabarPostgreSQL and .postgreSQL", "postgres": "CinnabarPostgreSQL and .postgreSQL",
            "sqlite": "CinnabarSQLite and .sqlite", "mysql": "CinnabarMySQL and .mySQL",
            "mariadb": "CinnabarMySQL and .mySQL",
        ]
        if let product = products[scheme] {
            let names = product.split(separator: " ")
            return "no driver for \(scheme):// was given: add the product \(names[0]) and pass drivers: [\(names[2])]"
        }
        let known = drivers.flatMap(\.schemes).map { "\($0)://" }.joined(separator: ", ")
        return "no driver knows the scheme \"\(scheme)\": the given ones know \(known.isEmpty ? "none" : known)"
    }

    /// The dialect of the database: prints statements with `statement.compile(for: engine.dialect)`.
    public nonisolated var dialect: any Dialect { environment.dialect }

    /// How the pool stands now.
    public nonisolated var status: PoolStatus { environment.source.status }

    /// Asks the database whether it is there, over a pooled connection.
    ///
    /// - Throws: why not, `.timeout` when it does not answer in time.
    public nonisolated func ping(timeout: Duration = .seconds(1), fileID: StaticString = #fileID, line: UInt = #line)
        async throws
    {
        let deadline = Deadline.after(timeout)
        let lease = try await environment.source.lease(
            .read, deadline: deadline, site: CallSite(fileID: fileID, line: line))
        do {
            try await lease.connection.ping(deadline: deadline)
        } catch {
            await lease.release(reusable: false)
            throw error
        }
        await lease.release()
    }

    /// Has every open connection checked before its next use: after a failover, or new credentials.
    public nonisolated func invalidateAll() { environment.source.invalidateAll() }

    /// Ends the engine: refuses new work at once, lets running work finish for `gracePeriod`, then cancels it and
    /// closes every connection. May be called more than once.
    public func dispose(gracePeriod: Duration = .seconds(10)) async {
        if disposal == nil {
            let source = environment.source
            disposal = Task { await source.dispose(deadline: .after(gracePeriod)) }
        }
        await disposal?.value
    }
}

// What `dump` and debuggers would walk into holds the password.
extension AsyncEngine: CustomReflectable, CustomStringConvertible {
    public nonisolated var description: String { "AsyncEngine(\(url))" }
    public nonisolated var customMirror: Mirror { Mirror(self, children: ["url": url, "status": status]) }
}
