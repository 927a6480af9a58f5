package import CinnabarEngine
import CinnabarSQL
import Synchronization

/// A connection on a thread of its own.
///
/// A call from a task that runs on that thread already (`executor`) costs no thread switch; any other costs two.
package final class SQLiteConnection: DriverConnection {
    private struct Condition: Sendable {
        var isClosed = false
        var isRetired = false
    }

    private let thread: DatabaseThread
    private let runner: SQLiteRunner
    private let isInMemory: Bool
    private let condition = Mutex(Condition())

    private init(thread: DatabaseThread, runner: SQLiteRunner, isInMemory: Bool) {
        self.thread = thread
        self.runner = runner
        self.isInMemory = isInMemory
    }

    /// Opens a connection that writes, or one that only reads.
    static func open(_ file: SQLiteFile, isReader: Bool) async throws -> SQLiteConnection {
        let thread = try DatabaseThread(name: isReader ? "cinnabar-reader" : "cinnabar-writer")
        let runner = try await thread.perform {
            let handle = try isReader ? file.openReader() : file.openWriter()
            return SQLiteRunner(handle: handle, isReader: isReader, options: file.options)
        }
        let isInMemory = if case .memory = file.options.location { true } else { false }
        return SQLiteConnection(thread: thread, runner: runner, isInMemory: isInMemory)
    }

    deinit {
        // The thread outlives this object for what is queued.
        thread.submit { [runner] in runner.close() }
    }

    // MARK: State

    package var executor: (any TaskExecutor)? { thread }
    package var isOnExecutor: Bool { thread.isCurrent }
    package var isUsable: Bool { condition.withLock { !$0.isClosed && !$0.isRetired } }

    package var transactionStatus: TransactionStatus {
        guard condition.withLock({ !$0.isClosed }) else { return .unknown }
        return runner.handle.isInTransaction ? .active : .idle
    }

    // MARK: Statements

    package func execute(_ request: StatementRequest, sink: (any RowSink)?) async throws -> StatementOutcome {
        let call = SQLiteWatch.nextCall()
        return try await withTaskCancellationHandler {
            if thread.isCurrent { return try runner.execute(call, request, sink) }
            return try await thread.perform { [runner] in try runner.execute(call, request, sink) }
        } onCancel: {
            runner.watch.cancel(call)
        }
    }

    package func executeBatch(_ request: BatchRequest) async throws -> StatementOutcome {
        try await run { try $0.executeBatch($1, request) }
    }

    package func openCursor(_ request: StatementRequest) async throws -> any DriverCursor {
        let rows = try await run { runner, call in
            SQLiteCursor.Rows(try runner.open(call, request))
        }
        return SQLiteCursor(rows, runner: runner, thread: thread, deadline: request.deadline)
    }

    package func control(_ sql: String, deadline: Deadline?) async throws {
        try await run { try $0.control($1, sql, deadline) }
    }

    package func ping(deadline: Deadline) async throws {
        try await run { try $0.ping($1, deadline) }
    }

    /// Runs a call on the thread; cancelling the task interrupts it.
    private func run<Value: Sendable>(
        _ body: @escaping @Sendable (SQLiteRunner, UInt64) throws -> Value
    ) async throws -> Value {
        let call = SQLiteWatch.nextCall()
        return try await withTaskCancellationHandler {
            if thread.isCurrent { return try body(runner, call) }
            return try await thread.perform { [runner] in try body(runner, call) }
        } onCancel: {
            runner.watch.cancel(call)
        }
    }

    // MARK: Lifecycle

    package func reset(thorough: Bool, deadline: Deadline) async throws {
        try await run { [isInMemory] runner, call in try runner.reset(call, thorough: thorough && isInMemory, deadline)
        }
        // A file is opened anew in less time than all settings take to be found and undone.
        if thorough, !isInMemory { condition.withLock { $0.isRetired = true } }
    }

    package func close(deadline: Deadline) async {
        guard condition.withLock({ !$0.isClosed.replaced(with: true) }) else { return }
        _ = try? await thread.perform { [runner] in runner.close() }
    }

    package func abort() {
        runner.watch.abort()
        guard condition.withLock({ !$0.isClosed.replaced(with: true) }) else { return }
        thread.submit { [runner] in runner.close() }
    }
}

extension Bool {
    fileprivate mutating func replaced(with value: Bool) -> Bool {
        defer { self = value }
        return self
    }
}
