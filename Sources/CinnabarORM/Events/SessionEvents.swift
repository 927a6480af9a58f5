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
/// use. Safe to add from any task. See SQLAlchemy's "ORM Events".
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
        var objects: [ObjectEvent: [(model: ObjectIdentifier, listener: ObjectListener)]] = [:]
        var flushes: [FlushEvent: [FlushListener]] = [:]

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
    ) {
        let erased: ObjectListener = { object, context in
            // Listeners are called for objects of their own class only.
            if let object = object as? M { try await listener(object, context) }
        }
        listeners.withLock { $0.objects[event, default: []].append((ObjectIdentifier(model), erased)) }
    }

    private func add(_ event: FlushEvent, _ listener: @escaping FlushListener) {
        listeners.withLock { $0.flushes[event, default: []].append(listener) }
    }

    /// Before a new object is inserted; it may be changed.
    public func beforeInsert<M: Model>(
        _ model: M.Type, _ listener: @escaping @Sendable (M, FlushContext) async throws -> Void
    ) { add(.beforeInsert, model, listener) }

    /// After an object was inserted; it has its key.
    public func afterInsert<M: Model>(
        _ model: M.Type, _ listener: @escaping @Sendable (M, FlushContext) async throws -> Void
    ) { add(.afterInsert, model, listener) }

    /// Before a changed object is updated; it may be changed further.
    public func beforeUpdate<M: Model>(
        _ model: M.Type, _ listener: @escaping @Sendable (M, FlushContext) async throws -> Void
    ) { add(.beforeUpdate, model, listener) }

    public func afterUpdate<M: Model>(
        _ model: M.Type, _ listener: @escaping @Sendable (M, FlushContext) async throws -> Void
    ) { add(.afterUpdate, model, listener) }

    public func beforeDelete<M: Model>(
        _ model: M.Type, _ listener: @escaping @Sendable (M, FlushContext) async throws -> Void
    ) { add(.beforeDelete, model, listener) }

    public func afterDelete<M: Model>(
        _ model: M.Type, _ listener: @escaping @Sendable (M, FlushContext) async throws -> Void
    ) { add(.afterDelete, model, listener) }

    /// Before a flush looks at anything: objects may be changed, added and deleted through the context.
    public func beforeFlush(_ listener: @escaping FlushListener) { add(.beforeFlush, listener) }

    /// After the statements of a flush, before its transaction is committed.
    public func afterFlush(_ listener: @escaping FlushListener) { add(.afterFlush, listener) }

    /// Before a commit flushes.
    public func beforeCommit(_ listener: @escaping FlushListener) { add(.beforeCommit, listener) }

    public func afterCommit(_ listener: @escaping FlushListener) { add(.afterCommit, listener) }

    public func afterRollback(_ listener: @escaping FlushListener) { add(.afterRollback, listener) }
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
