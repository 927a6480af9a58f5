public import CinnabarEngine
public import CinnabarSQL
import Synchronization

/// Listeners for what sessions do. They run in the order in which they were added, and may be async.
///
/// ```swift
/// sessions.events.beforeInsert(User.self) { user, context in
///     if user.role.isEmpty { user.role = "user" }
/// }
/// sessions.events.afterFlush { context in
///     for object in context.new { print("created:", object) }
/// }
/// ```
/// A listener that throws fails the flush. It must not use the session that called it: the context has what it may
/// use. Safe to add and to remove from any task. See SQLAlchemy's "ORM Events".
public final class SessionEvents: Sendable {
    public typealias FlushListener = @Sendable (FlushContext) async throws -> Void
    typealias ObjectListener = @Sendable (any Model, FlushContext) async throws -> Void

    enum ObjectEvent: Sendable, Hashable {
        case beforeInsert, afterInsert, beforeUpdate, afterUpdate, beforeDelete, afterDelete
    }

    enum FlushEvent: Sendable, Hashable {
        case beforeFlush, afterFlush, beforeCommit, afterCommit, afterRollback
    }

    struct Listeners: Sendable {
        // An event without listeners has no entry.
        var objects: [ObjectEvent: [(id: Int, model: ObjectIdentifier, listener: ObjectListener)]] = [:]
        var flushes: [FlushEvent: [(id: Int, listener: FlushListener)]] = [:]
        private var lastID = 0

        mutating func nextID() -> Int {
            lastID += 1
            return lastID
        }

        mutating func remove(_ id: Int) {
            objects = objects.mapValues { $0.filter { $0.id != id } }.filter { !$0.value.isEmpty }
            flushes = flushes.mapValues { $0.filter { $0.id != id } }.filter { !$0.value.isEmpty }
        }

        /// Whether somebody looks at the transaction between its flush and its commit.
        var watchesFlushedRows: Bool {
            flushes[.afterFlush] != nil || objects[.afterInsert] != nil || objects[.afterUpdate] != nil
                || objects[.afterDelete] != nil
        }
    }

    private let listeners = Locked(Listeners())

    init() {}

    var current: Listeners { listeners.withLock { $0 } }

    private func add<M: Model>(
        _ event: ObjectEvent, _ model: M.Type,
        _ listener: @escaping @Sendable (M, FlushContext) async throws -> Void
    ) -> SessionListener {
        let erased: ObjectListener = { object, context in
            // Listeners are called for objects of their own class only.
            if let object = object as? M { try await listener(object, context) }
        }
        return listeners.withLock { listeners in
            let id = listeners.nextID()
            listeners.objects[event, default: []].append((id, ObjectIdentifier(model), erased))
            return SessionListener(id: id, events: self)
        }
    }

    private func add(_ event: FlushEvent, _ listener: @escaping FlushListener) -> SessionListener {
        listeners.withLock { listeners in
            let id = listeners.nextID()
            listeners.flushes[event, default: []].append((id, listener))
            return SessionListener(id: id, events: self)
        }
    }

    fileprivate func remove(_ id: Int) { listeners.withLock { $0.remove(id) } }

    /// Before a new object is inserted; it may be changed.
    @discardableResult
    public func beforeInsert<M: Model>(
        _ model: M.Type, _ listener: @escaping @Sendable (M, FlushContext) async throws -> Void
    ) -> SessionListener { add(.beforeInsert, model, listener) }

    /// After an object was inserted; it has its key.
    @discardableResult
    public func afterInsert<M: Model>(
        _ model: M.Type, _ listener: @escaping @Sendable (M, FlushContext) async throws -> Void
    ) -> SessionListener { add(.afterInsert, model, listener) }

    /// Before a changed object is updated; it may be changed further.
    @discardableResult
    public func beforeUpdate<M: Model>(
        _ model: M.Type, _ listener: @escaping @Sendable (M, FlushContext) async throws -> Void
    ) -> SessionListener { add(.beforeUpdate, model, listener) }

    @discardableResult
    public func afterUpdate<M: Model>(
        _ model: M.Type, _ listener: @escaping @Sendable (M, FlushContext) async throws -> Void
    ) -> SessionListener { add(.afterUpdate, model, listener) }

    @discardableResult
    public func beforeDelete<M: Model>(
        _ model: M.Type, _ listener: @escaping @Sendable (M, FlushContext) async throws -> Void
    ) -> SessionListener { add(.beforeDelete, model, listener) }

    @discardableResult
    public func afterDelete<M: Model>(
        _ model: M.Type, _ listener: @escaping @Sendable (M, FlushContext) async throws -> Void
    ) -> SessionListener { add(.afterDelete, model, listener) }

    /// Before a flush looks at anything: objects may be changed, added and deleted through the context.
    @discardableResult
    public func beforeFlush(_ listener: @escaping FlushListener) -> SessionListener { add(.beforeFlush, listener) }

    /// After the statements of a flush, before its transaction is committed.
    @discardableResult
    public func afterFlush(_ listener: @escaping FlushListener) -> SessionListener { add(.afterFlush, listener) }

    /// Before a commit flushes.
    @discardableResult
    public func beforeCommit(_ listener: @escaping FlushListener) -> SessionListener { add(.beforeCommit, listener) }

    @discardableResult
    public func afterCommit(_ listener: @escaping FlushListener) -> SessionListener { add(.afterCommit, listener) }

    @discardableResult
    public func afterRollback(_ listener: @escaping FlushListener) -> SessionListener { add(.afterRollback, listener) }
}

/// A listener that was added to `SessionEvents`; letting go of it changes nothing.
///
/// ```swift
/// let listener = sessions.events.afterCommit { _ in await cache.clear() }
/// listener.remove()
/// ```
public struct SessionListener: Sendable {
    let id: Int
    let events: SessionEvents

    /// Has the listener called no more; a flush that has begun may still call it. Safe from any task, and again.
    public func remove() { events.remove(id) }
}

/// What a listener sees of the session that called it, and may do with it.
public struct FlushContext: Sendable {
    /// Objects that are inserted by this flush.
    public let new: [any Model]
    /// Objects that are updated by this flush.
    public let dirty: [any Model]
    /// Objects that are deleted by this flush.
    public let deleted: [any Model]
    let link: SessionLink
    let connection: AsyncConnection?

    /// Takes a new object into the session: into this flush where it has not looked at its objects yet, else into
    /// the next one.
    public func add(_ object: some Model) { link.add(object) }

    /// Runs a statement in the session's transaction.
    ///
    /// - Throws: as `AsyncConnection.execute`; `SessionError` in an event that has no transaction.
    @discardableResult
    public func execute<S: Statement>(_ statement: S, fileID: StaticString = #fileID, line: UInt = #line) async throws
        -> QueryResult<S.Output>
    {
        guard let connection else {
            throw SessionError(.objectState, "this event has no transaction to run a statement in")
        }
        return try await connection.execute(statement, fileID: fileID, line: line)
    }
}
