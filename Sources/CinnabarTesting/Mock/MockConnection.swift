import CinnabarEngine
import CinnabarSQL
import Synchronization

/// One connection of a `MockDatabase`: keeps track of its transaction as a database would.
final class MockConnection: DriverConnection {
    private struct State: Sendable {
        var status = TransactionStatus.idle
        var isUsable = true
    }

    let database: MockDatabase
    private let number: Int
    private let state = Locked(State())

    init(_ database: MockDatabase) {
        self.database = database
        number = database.state.withLock { state in
            state.connections += 1
            return state.connections
        }
    }

    var executor: (any TaskExecutor)? { nil }
    var isOnExecutor: Bool { false }
    var isUsable: Bool { state.withLock { $0.isUsable } }
    var transactionStatus: TransactionStatus { state.withLock { $0.status } }

    func execute(_ request: StatementRequest, sink: (any RowSink)?) async throws -> StatementOutcome {
        if let prologue = request.prologue { try await control(prologue, deadline: nil) }
        let answer = try await answer(request.statement.sql, request.binds)
        guard let cursor = MockCursor(answer) else { return StatementOutcome(affectedRows: answer.affectedRows) }
        try sink?.consume(cursor.rows(limit: .max))
        return StatementOutcome(affectedRows: cursor.count, shape: cursor.shape)
    }

    func executeBatch(_ request: BatchRequest) async throws -> StatementOutcome {
        if let prologue = request.prologue { try await control(prologue, deadline: nil) }
        var affected = 0
        for row in 0..<request.rowCount {
            let binds = Array(request.binds[row * request.width..<(row + 1) * request.width])
            if case .affected(let count) = try await answer(request.statement.sql, binds) { affected += count }
        }
        return StatementOutcome(affectedRows: affected)
    }

    func openCursor(_ request: StatementRequest) async throws -> any DriverCursor {
        if let prologue = request.prologue { try await control(prologue, deadline: nil) }
        return MockCursor(try await answer(request.statement.sql, request.binds)) ?? MockCursor([], [])
    }

    func control(_ sql: String, deadline: Deadline?) async throws {
        let failed = state.withLock { $0.status == .failed }
        if case .error(let error) = record(sql, []) {
            if sql.hasPrefix("COMMIT") { state.withLock { $0.status = .idle } }
            throw error
        }
        state.withLock { state in
            if sql.hasPrefix("BEGIN") { state.status = .active }
            if sql.hasPrefix("COMMIT") || sql == "ROLLBACK" { state.status = .idle }
            if sql.hasPrefix("ROLLBACK TO") { state.status = .active }
        }
        if failed, sql == "COMMIT" {
            throw DatabaseError(.transactionRolledBack, "the transaction had failed: COMMIT rolled it back")
        }
    }

    func ping(deadline: Deadline) async throws {}

    func reset(thorough: Bool, deadline: Deadline) async throws {
        database.state.withLock { $0.resets += 1 }
        if transactionStatus != .idle { try await control("ROLLBACK", deadline: deadline) }
    }

    func close(deadline: Deadline) async { state.withLock { $0.isUsable = false } }
    func abort() { state.withLock { $0.isUsable = false } }

    private func record(_ sql: String, _ binds: [SQLValue]) -> MockDatabase.Answer {
        let received = MockDatabase.Received(sql: sql, binds: binds, connection: number)
        database.state.withLock { $0.received.append(received) }
        return database.answer(received)
    }

    func answer(_ sql: String, _ binds: [SQLValue]) async throws -> MockDatabase.Answer {
        if sql.hasPrefix("SAVEPOINT") {
            try await control(sql, deadline: nil)
            return .affected(0)
        }
        var answer = record(sql, binds)
        while case .after(let time, let next) = answer {
            try await Task.sleep(for: time)
            answer = next
        }
        if case .error(let error) = answer {
            state.withLock { if $0.status == .active { $0.status = .failed } }
            throw error
        }
        return answer
    }
}

extension MockDatabase.Answer {
    var affectedRows: Int { if case .affected(let count) = self { count } else { 0 } }
}
