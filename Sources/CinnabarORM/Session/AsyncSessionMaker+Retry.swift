import CinnabarEngine
public import CinnabarSQL

extension AsyncSessionMaker {
    /// As `begin`, run again from the start, with a fresh session, when the database gave the transaction up for the
    /// sake of another one: a serialization failure, a deadlock, a lock that was not to be had.
    ///
    /// The closure must do nothing that cannot be done twice. Between two attempts there is a random pause that grows.
    ///
    /// ```swift
    /// try await sessions.begin(attempts: 5) { session in … }
    /// ```
    /// - Parameter attempts: how often the closure is run at the most.
    /// - Throws: the last attempt's error.
    @discardableResult
    public func begin<Value: Sendable>(
        attempts: Int, fileID: StaticString = #fileID, line: UInt = #line,
        _ body: (isolated AsyncSession) async throws -> Value
    ) async throws -> Value {
        var attempt = 1
        while true {
            do {
                return try await begin(fileID: fileID, line: line, body)
            } catch let error as DatabaseError where error.isRetryable && attempt < attempts {
                // Full jitter, so that those who collided do not collide again.
                let limit = min(5_000 << min(attempt, 8), 1_000_000)
                try await Task.sleep(for: .microseconds(Int.random(in: 0...limit)))
                attempt += 1
            }
        }
    }
}

extension DatabaseError {
    /// Whether the same transaction may work when it is run again.
    public var isRetryable: Bool {
        [.serializationFailure, .deadlock, .lockNotAvailable].contains(kind)
    }

    /// Whether it is about this unique column: `catch let error as DatabaseError where
    /// error.isUniqueViolation(of: User.email)`.
    public func isUniqueViolation<M: Model, Value: ColumnValue>(of column: Column<M, Value>) -> Bool {
        guard kind == .uniqueViolation else { return false }
        if let table, table != M.tableName { return false }
        if columns.contains(column.name) { return true }
        // Where only the constraint is told: it has its columns' names from the schema.
        let named = MetaData([M.table]).tables.first
        let unique = named?.uniques.first { $0.name == constraint }?.columns
        let index = named?.indexes.first { $0.name == constraint }?.parts.compactMap { part in
            if case .column(let name) = part.content { name } else { nil }
        }
        return (unique ?? index ?? []).contains(column.name)
    }
}
