extension AsyncEngine {
    /// Runs a closure wholly on one of the engine's event loops: a server's handler, with all that it awaits.
    ///
    /// ```swift
    /// try await engine.run { try await handle(request) }
    /// ```
    /// There no statement on PostgreSQL has to wake another thread, which makes one cheaper by a third to a half. The
    /// loop waits for sockets too: code that blocks or computes for milliseconds holds up every connection on it.
    ///
    /// The closure moves, and so do the plain functions, default actors, child tasks and `async let` in it; what is
    /// isolated to the main actor or to an actor with an executor of its own stays there, and so does a `Task { }`
    /// that is made inside. A caller on the main actor stays where it is. On SQLite nothing moves. Loops are taken in
    /// turn: see ``EngineConfiguration/eventLoops``.
    ///
    /// - Throws: what the closure throws.
    public nonisolated func run<Value, Failure: Error>(
        _ body: () async throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        guard !EventLoopGroup.shared.isCurrent, let loop = environment.source.nextLoop() else {
            return try await body()
        }
        return try await Placement.run(on: loop, isCurrent: { loop.isCurrent }, body)
    }
}
