public import CinnabarEngine
import CinnabarSQL

/// A unit of work: loads objects, notes what is changed on them, and writes the changes in one flush.
///
/// One object stands for one row. Calls of several tasks queue in order; two statements never run at once. Make one
/// for each piece of work, with `AsyncSessionMaker`.
///
/// ```swift
/// try await sessions.begin { session in
///     guard let user = try await session.get(User.self, 1) else { return }
///     user.name = "Alice Smith"
/// }
/// ```
/// Reads run without a transaction until the first write, lock or stricter isolation asks for one. Objects are held
/// weakly, but for those with changes: hold the roots of what you work with. See SQLAlchemy's "Session Basics".
public actor AsyncSession {
    public nonisolated let engine: AsyncEngine
    public nonisolated let options: SessionOptions
    /// Listeners: those of the maker, where one made the session.
    public nonisolated let events: SessionEvents
    nonisolated let link = SessionLink()

    /// Where the session's transaction is; nil between transactions.
    var connection: AsyncConnection?
    /// A connection that is somebody else's: its transaction is never ended here.
    let outer: AsyncConnection?
    var outerSavepoint: Savepoint?
    /// Whether the connection stays leased between transactions: in the closures of the maker.
    var isPinned = false
    /// What a rollback restores: the transaction's, then one per savepoint.
    var frames: [UndoFrame] = []
    /// Why nothing but a rollback is possible.
    var failure: (any Error)?
    var autoflushPauses = 0
    var isClosed = false
    // One operation at a time.
    var isBusy = false
    var waiters: [(id: Int, continuation: CheckedContinuation<Void, any Error>)] = []
    var nextWaiter = 0

    public init(_ engine: AsyncEngine, expireOnCommit: Bool = false, autoflush: Bool = true) {
        self.init(
            engine, options: SessionOptions(expireOnCommit: expireOnCommit, autoflush: autoflush),
            events: SessionEvents())
    }

    public init(_ engine: AsyncEngine, options: SessionOptions) {
        self.init(engine, options: options, events: SessionEvents())
    }

    init(_ engine: AsyncEngine, options: SessionOptions, events: SessionEvents, outer: AsyncConnection? = nil) {
        self.engine = engine
        self.outer = outer
        self.options = options
        self.events = events
        link.set(self)
    }

    deinit {
        // Objects that waited for a flush would keep the link, and it them.
        link.close(warning: engine.environment.logger)
    }

    nonisolated var environment: ExecutionEnvironment { engine.environment }
}
