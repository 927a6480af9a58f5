import CinnabarEngine
import CinnabarSQL
import Logging

extension AsyncSession {
    /// Flushes and commits. Without changes and without a transaction it does nothing.
    ///
    /// - Throws: what a flush throws; `.transactionRolledBack` and `.commitOutcomeUnknown` as
    ///   `AsyncConnection.commit`. After an error call `rollback()`: the objects are then as before the transaction.
    public func commit(fileID: StaticString = #fileID, line: UInt = #line) async throws {
        let site = CallSite(fileID: fileID, line: line)
        try await operation { try await commitNow(site) }
    }

    private func commitNow(_ site: CallSite) async throws {
        if frames.count > 1 {
            throw SessionError(.objectState, "a savepoint is open: the closure of beginNested must end first")
        }
        try await notify(.beforeCommit)
        // COMMIT may travel with the last statements where nobody wants to see the transaction between.
        let mayRide = outer == nil && !events.current.watchesFlushedRows
        let rode = try await flushNow(commits: mayRide, site)
        do {
            if !rode { try await endTransaction(committing: true, site) }
        } catch {
            failure = error
            await forgetConnection()
            throw error
        }
        frames = []
        link.committed(expiring: options.expireOnCommit)
        if !isPinned { await forgetConnection() }
        try await notify(.afterCommit)
    }

    /// Takes back everything since the last commit, in the database and on the objects: changed attributes and
    /// relationships are as they were, new objects are transient again, deleted ones are not deleted.
    ///
    /// Objects are read again before they are trusted: see `expireAll`.
    public func rollback() async throws {
        try await operation(whenFailed: true) { try await rollbackNow() }
    }

    func rollbackNow() async throws {
        defer { failure = nil }
        undoAll()
        do { try await endTransaction(committing: false, CallSite()) } catch {
            await forgetConnection()
            // The server rolls back by itself when the connection is gone.
            guard outer == nil, (error as? DatabaseError)?.kind == .connectionLost else { throw error }
        }
        if !isPinned { await forgetConnection() }
        try await notify(.afterRollback)
    }

    private func undoAll() {
        link.undoUnflushed()
        for frame in frames.reversed() { frame.undo() }
        frames = []
        link.undoTouches(all: true)
        link.expireAll(unloadingRelationships: false)
    }

    private func endTransaction(committing: Bool, _ site: CallSite) async throws {
        if let savepoint = outerSavepoint {
            outerSavepoint = nil
            if committing { try await savepoint.release() } else { try await savepoint.rollback() }
        } else if committing {
            try await connection?.commit(fileID: site.fileID, line: site.line)
        } else {
            try await connection?.rollback()
        }
    }

    /// Runs the closure inside a savepoint: flushed and kept on return; taken back on throw or cancellation, on the
    /// objects too, while the transaction around it stays usable.
    ///
    /// ```swift
    /// for row in rows {
    ///     try? await session.beginNested { session in session.add(User(row)) }     // leaves out what is there
    /// }
    /// ```
    @discardableResult
    public nonisolated func beginNested<Value: Sendable>(
        fileID: StaticString = #fileID, line: UInt = #line, _ body: (isolated AsyncSession) async throws -> Value
    ) async throws -> Value {
        let site = CallSite(fileID: fileID, line: line)
        let savepoint = try await openNested(site)
        do {
            let value = try await body(self)
            try Task.checkCancellation()
            try await keepNested(savepoint, site)
            return value
        } catch {
            try await undoNested(savepoint)
            throw error
        }
    }

    private func openNested(_ site: CallSite) async throws -> Savepoint {
        try await operation {
            _ = try await flushNow(commits: false, site)
            let savepoint = try await current().savepoint(fileID: site.fileID, line: site.line)
            if frames.isEmpty { frames.append(UndoFrame()) }
            frames.append(UndoFrame())
            link.pushTouches()
            return savepoint
        }
    }

    private func keepNested(_ savepoint: Savepoint, _ site: CallSite) async throws {
        try await operation {
            _ = try await flushNow(commits: false, site)
            try await savepoint.release()
            mergeFrame()
        }
    }

    private func undoNested(_ savepoint: Savepoint) async throws {
        try await operation(whenFailed: true) {
            link.undoUnflushed()
            frames.popLast()?.undo()
            link.undoTouches(all: false)
            failure = nil
            try await savepoint.rollback()
        }
    }

    private func mergeFrame() {
        guard let inner = frames.popLast() else { return }
        if frames.isEmpty { frames.append(UndoFrame()) }
        frames[frames.count - 1].steps += inner.steps
        link.mergeTouches()
    }

    // The connection

    /// The connection of the transaction, leased with its first statement.
    func current() async throws -> AsyncConnection {
        if let outer {
            if outerSavepoint == nil { outerSavepoint = try await outer.savepoint() }
            return outer
        }
        if let connection { return connection }
        let fresh = AsyncConnection(
            environment, mode: .commitAsYouGo, options: options.transaction, site: CallSite())
        connection = fresh
        return fresh
    }

    /// Outside a transaction nothing is remembered on a connection, so that others may have it meanwhile.
    func letGoIfIdle() async {
        guard let connection, !isPinned, !connection.isInTransaction, frames.count <= 1, !connection.isStreaming else {
            return
        }
        await forgetConnection()
    }

    func forgetConnection() async {
        let old = connection
        connection = nil
        isPinned = false
        await old?.end()
    }

    func pin(_ connection: AsyncConnection) {
        self.connection = connection
        isPinned = true
    }

    // Closures of the session maker

    /// Runs a closure in a transaction of this session, which is closed afterwards.
    nonisolated func runTransaction<Value: Sendable>(
        _ site: CallSite, _ body: (isolated AsyncSession) async throws -> Value
    ) async throws -> Value {
        let source = environment.source
        let intent: LeaseIntent = options.transaction.isReadOnly ? .read : .write
        let lease = try await source.lease(intent, deadline: nil, site: site)
        // Where one connection serves all, BEGIN waits for the first statement that needs it.
        let mode = source.separatesWriters ? AsyncConnection.Mode.transaction : .commitAsYouGo
        let connection = AsyncConnection(
            environment, mode: mode, options: options.transaction, lease: lease, intent: intent, site: site)
        await pin(connection)
        let driver = lease.connection
        do {
            let value = try await Placement.run(on: driver.executor, isCurrent: { driver.isOnExecutor }) {
                try await driver.withScope {
                    let value = try await body(self)
                    try Task.checkCancellation()
                    try await commit(fileID: site.fileID, line: site.line)
                    return value
                }
            }
            await close()
            return value
        } catch {
            await abandon()
            throw error
        }
    }

    /// Ends the session: what is not committed is rolled back, its objects are detached and keep their values. A
    /// warning is logged when something was not flushed or not committed.
    public func close() async { await close(warns: true) }

    /// As `close`, after an error that has been reported already.
    package func abandon() async { await close(warns: false) }

    private func close(warns: Bool) async {
        guard !isClosed else { return }
        do {
            try await operation(whenFailed: true) {
                if warns { warnOfLoss() }
                if connection?.isInTransaction == true || !frames.isEmpty || outerSavepoint != nil || failure != nil {
                    undoAll()
                    try? await endTransaction(committing: false, CallSite())
                }
                await forgetConnection()
                failure = nil
                isClosed = true
                link.close()
            }
        } catch {
            // A cancelled task may not wait for its turn; what runs before it ends by the same cancellation.
            isClosed = true
            link.close()
            await forgetConnection()
        }
    }

    private func warnOfLoss() {
        let (new, dirty, deleted) = link.counts
        let isUncommitted = !frames.isEmpty
        guard new + dirty + deleted > 0 || isUncommitted else { return }
        environment.logger.warning(
            """
            a session was closed with work that is lost: \(new) new, \(dirty) changed and \(deleted) deleted objects \
            were not flushed\(isUncommitted ? ", and what was flushed was not committed" : ""): call commit() first
            """)
    }

    func notify(_ event: SessionEvents.FlushEvent) async throws {
        guard let listeners = events.current.flushes[event] else { return }
        let (new, dirty, deleted) = link.changes
        let context = FlushContext(
            new: new, dirty: dirty, deleted: deleted, link: link, connection: connection ?? outer)
        try await AsyncSession.$listening.withValue(ObjectIdentifier(self)) {
            for listener in listeners { try await listener(context) }
        }
    }
}

extension UndoFrame {
    func undo() { for step in steps.reversed() { step.restore() } }
}
