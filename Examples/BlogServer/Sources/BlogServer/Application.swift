public import Cinnabar
public import Hummingbird
import ServiceLifecycle

/// The blog as a server over a database, which is at the head of its history before it listens.
///
/// The engine belongs to it: when the server has stopped, the engine is disposed of.
///
/// - Parameter migrates: whether the server brings the database there; else it does not start on one that is not, for
///   teams that migrate in a step of their own.
public func buildApplication(
    engine: AsyncEngine, host: String, port: Int, migrates: Bool = true
) -> some ApplicationProtocol {
    let router = Router(context: BasicRequestContext.self)
    router.add(middleware: DatabaseErrors())
    let sessions = AsyncSessionMaker(engine)
    UserRoutes(sessions: sessions).add(to: router)
    PostRoutes(sessions: sessions).add(to: router)
    router.get("health") { _, _ in
        try await engine.ping()
        return Health(status: "ok")
    }

    var application = Application(
        router: router,
        configuration: ApplicationConfiguration(
            address: .hostname(host, port: port), serverName: "blog-server"),
        services: [EngineService(engine: engine)])
    application.beforeServerStarts {
        let migrator = try BlogDatabase.migrator(engine)
        if migrates { try await migrator.upgrade() } else { try await migrator.verify() }
    }
    return application
}

/// Services stop in reverse order: this one, named before the server, ends the engine after the last request.
private struct EngineService: Service {
    let engine: AsyncEngine

    func run() async throws {
        // Cancelled or told to stop: the connections are closed either way.
        try? await gracefulShutdown()
        await engine.dispose()
    }
}
