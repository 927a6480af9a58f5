public import Cinnabar
public import Hummingbird
import ServiceLifecycle

/// The blog as a server over a database; its tables are made before it listens.
///
/// The engine belongs to it: when the server has stopped, the engine is disposed of.
public func buildApplication(engine: AsyncEngine, host: String, port: Int) -> some ApplicationProtocol {
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
    application.beforeServerStarts { try await engine.createAll(schema) }
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
