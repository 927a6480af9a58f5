import CinnabarEngine
import CinnabarSQL

extension AsyncSession {
    /// Writes every change to the database, in the transaction; nothing is committed.
    ///
    /// - Throws: `DatabaseError` of a statement, `StaleDataError` where a row was changed by somebody else,
    ///   `SessionError`, `MappingError`, what a listener throws. The transaction is then rolled back, the objects are
    ///   as they were before the flush, and the session wants a `rollback()`.
    public func flush(fileID: StaticString = #fileID, line: UInt = #line) async throws {
        let site = CallSite(fileID: fileID, line: line)
        try await operation { _ = try await flushNow(commits: false, site) }
    }

    func autoflush(_ site: CallSite) async throws {
        guard options.autoflush, autoflushPauses == 0, link.hasChanges else { return }
        _ = try await flushNow(commits: false, site)
    }

    /// Runs the closure without flushing before queries: for reading while objects are half made.
    public nonisolated func noAutoflush<Value: Sendable>(_ body: (isolated AsyncSession) async throws -> Value)
        async throws -> Value
    {
        await pauseAutoflush(by: 1)
        do {
            let value = try await body(self)
            await pauseAutoflush(by: -1)
            return value
        } catch {
            await pauseAutoflush(by: -1)
            throw error
        }
    }

    private func pauseAutoflush(by change: Int) { autoflushPauses += change }

    /// - Returns: whether COMMIT travelled with the statements.
    func flushNow(commits: Bool, _ site: CallSite) async throws -> Bool {
        try await notify(.beforeFlush)
        guard link.hasChanges else { return false }
        try await deleteOrphans(site)
        let (new, dirty, deleted) = link.takeChanges()
        let gone = Set(deleted.map { ObjectIdentifier($0) })
        let objects = FlushedObjects(
            new: new, dirty: gone.isEmpty ? dirty : dirty.filter { !gone.contains(ObjectIdentifier($0)) },
            deleted: deleted)
        var work: FlushWork?
        var hasSent = false
        do {
            try await tell(.beforeInsert, .beforeUpdate, .beforeDelete, objects)
            let made = try FlushWork(new: objects.new, dirty: objects.dirty, deleted: objects.deleted)
            work = made
            let plan = try FlushPlanner(tables: made.tables, rows: made.rows).plan()
            let executor = FlushExecutor(plan, dialect: environment.dialect, cache: environment.cache)
            let connection = try await current()
            hasSent = true
            let result = try await executor.run(
                on: SessionFlush(connection: connection, site: site), commits: commits,
                isFirst: frames.isEmpty && !connection.isInTransaction)
            if frames.isEmpty { frames.append(UndoFrame()) }
            frames[frames.count - 1].steps += try made.apply(result, to: link)
            try await tell(.afterInsert, .afterUpdate, .afterDelete, objects)
            try await notify(.afterFlush, objects)
            return result.isCommitted
        } catch {
            work?.putBack()
            link.putBack(new: new, dirty: dirty, deleted: deleted)
            let error = describe(error, work)
            guard hasSent else { throw error }
            await flushFailed(error)
            throw error
        }
    }

    /// The database takes back what the flush did; a savepoint does so when its closure ends.
    private func flushFailed(_ error: any Error) async {
        failure = error
        guard frames.count <= 1, outer == nil else { return }
        // What cannot be rolled back is gone with its connection.
        try? await connection?.rollback()
        if !isPinned { await forgetConnection() }
    }

    private func describe(_ error: any Error, _ work: FlushWork?) -> any Error {
        switch error {
        case let failure as FlushFailure: failure.error
        case let error as PlanError: error.sessionError
        default: error
        }
    }

    /// Tells listeners of each object.
    private func tell(
        _ inserts: SessionEvents.ObjectEvent, _ updates: SessionEvents.ObjectEvent,
        _ deletes: SessionEvents.ObjectEvent, _ objects: FlushedObjects
    ) async throws {
        let listeners = events.current.objects
        guard !listeners.isEmpty else { return }
        let context = FlushContext(
            new: objects.new, dirty: objects.dirty, deleted: objects.deleted, link: link,
            connection: connection ?? outer)
        try await AsyncSession.$listening.withValue(ObjectIdentifier(self)) {
            for (event, list) in [(inserts, objects.new), (updates, objects.dirty), (deletes, objects.deleted)] {
                guard let listeners = listeners[event] else { continue }
                for object in list {
                    let model = ObjectIdentifier(type(of: object))
                    for (wanted, listener) in listeners where wanted == model { try await listener(object, context) }
                }
            }
        }
    }

    private func notify(_ event: SessionEvents.FlushEvent, _ objects: FlushedObjects) async throws {
        guard let listeners = events.current.flushes[event] else { return }
        let context = FlushContext(
            new: objects.new, dirty: objects.dirty, deleted: objects.deleted, link: link,
            connection: connection ?? outer)
        try await AsyncSession.$listening.withValue(ObjectIdentifier(self)) {
            for listener in listeners { try await listener(context) }
        }
    }
}

/// The objects of one flush.
struct FlushedObjects: Sendable {
    var new: [any Model]
    var dirty: [any Model]
    var deleted: [any Model]
}

/// The session's connection, as a flush uses it.
private struct SessionFlush: FlushConnection {
    let connection: AsyncConnection
    let site: CallSite

    func executeGroup(_ statements: [GroupedStatement], commits: Bool, check: @escaping GroupRequest.Check) async throws
        -> GroupOutcome
    {
        try await connection.executeGroup(
            statements, commits: commits, check: check, fileID: site.fileID, line: site.line)
    }
}

extension PlanError {
    /// The error that users see.
    fileprivate var sessionError: SessionError {
        SessionError(reason == .duplicateKey ? .duplicateKey : .objectState, description)
    }
}
