import CinnabarSQL
import Synchronization

extension AsyncConnection {
    /// Runs the closure inside a savepoint: what it did is kept on return and taken back on throw or cancellation,
    /// while the transaction around it stays usable.
    ///
    /// ```swift
    /// try await engine.begin { connection in
    ///     try? await connection.beginNested { nested in
    ///         try await nested.execute(insert(User.self).values(User.email.to(email)))
    ///     }
    /// }
    /// ```
    @discardableResult
    public func beginNested<Value>(
        fileID: StaticString = #fileID, line: UInt = #line, _ body: (AsyncConnection) async throws -> Value
    ) async throws -> Value {
        let savepoint = try await savepoint(fileID: fileID, line: line)
        let value: Value
        do {
            value = try await body(self)
            try Task.checkCancellation()
        } catch {
            do {
                try await savepoint.rollback()
            } catch let second {
                guard var primary = error as? DatabaseError else { throw error }
                if primary.secondary == nil { primary.fields.secondary = "\(second)" }
                throw primary
            }
            throw error
        }
        try await savepoint.release()
        return value
    }

    /// Sets a savepoint, to be released or rolled back by hand. Names are made, and never repeat on a connection.
    public func savepoint(fileID: StaticString = #fileID, line: UInt = #line) async throws -> Savepoint {
        try await enter()
        defer { leave() }
        let site = CallSite(fileID: fileID, line: line)
        let number = state.withLock { state in
            state.savepoints += 1
            return state.savepoints
        }
        if mode == .autocommit { state.withLock { $0.wantsTransaction = true } }
        let savepoint = Savepoint(name: "cinnabar_\(number)", connection: self)
        let statement = CompiledStatement(
            sql: "SAVEPOINT \(savepoint.name)", intent: .write, returnsRows: false, isReusable: false)
        _ = try await runInside(StatementCall(statement, [], site), StatementSink())
        return savepoint
    }

    func sendSavepoint(_ sql: String) async throws {
        try await enter()
        defer { leave() }
        guard let driver = currentDriver else {
            throw DatabaseError(.misuse, "the savepoint's transaction has ended")
        }
        environment.logControl(sql)
        try await driver.control(sql, deadline: environment.statementDeadline())
    }
}

/// A point inside a transaction to which it can go back.
public struct Savepoint: Sendable {
    public let name: String
    let connection: AsyncConnection

    /// Keeps what was done since, and forgets the point and those set after it.
    public func release() async throws { try await connection.sendSavepoint("RELEASE SAVEPOINT \(name)") }

    /// Takes back what was done since, and forgets the point.
    public func rollback() async throws {
        try await connection.sendSavepoint("ROLLBACK TO SAVEPOINT \(name)")
        try await connection.sendSavepoint("RELEASE SAVEPOINT \(name)")
    }
}
