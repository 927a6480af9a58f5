package import CinnabarEngine
package import CinnabarSQL
import Synchronization

/// A connection on a thread of its own.
///
/// A call from a task that runs on that thread already (`executor`) costs no thread switch; any other costs two.
package final class SQLiteConnection: InPlaceConnection {
    enum Use: Sendable {
        case writer
        case reader
        /// Serves single reads of many owners.
        case sharedReader
    }

    /// How long an interrupted statement may take to end.
    private static let interruptionTime = Duration.milliseconds(500)

    private let thread: DatabaseThread
    private let runner: SQLiteRunner
    private let isInMemory: Bool
    private let isClosed = Atomic(false)
    private let isRetired = Atomic(false)

    private init(thread: DatabaseThread, runner: SQLiteRunner) {
        self.thread = thread
        self.runner = runner
        isInMemory = runner.file.isInMemory
    }

    /// Opens a connection on a new thread.
    static func open(_ file: SQLiteFile, _ use: Use, deadline: Deadline?) async throws -> SQLiteConnection {
        let thread = try DatabaseThread(name: use == .writer ? "cinnabar-writer" : "cinnabar-reader")
        while true {
            do {
                let runner = try await thread.perform {
                    let handle = try use == .writer ? file.openWriter() : file.openReader()
                    if use == .sharedReader { handle.watchCompilation() }
                    return SQLiteRunner(handle: handle, isReader: use != .writer, file: file)
                }
                return SQLiteConnection(thread: thread, runner: runner)
            } catch is SQLiteFile.NotBackYet {
                if let deadline, deadline.hasPassed { throw SQLiteErrors.memoryInUse }
                try await Task.sleep(for: .milliseconds(1))
            }
        }
    }

    deinit {
        // The thread outlives this object for what is queued.
        thread.submit { [runner] in runner.close() }
    }

    // MARK: State

    package var executor: (any TaskExecutor)? { thread }
    package var isOnExecutor: Bool { thread.isCurrent }
    package var isUsable: Bool {
        !isClosed.load(ordering: .relaxed) && !isRetired.load(ordering: .relaxed) && !runner.isBroken
    }

    package var transactionStatus: TransactionStatus {
        guard !isClosed.load(ordering: .relaxed), !runner.isBroken else { return .unknown }
        return runner.watch.isInTransaction.load(ordering: .relaxed) ? .active : .idle
    }

    // MARK: Statements

    package func execute(_ request: StatementRequest, sink: (any RowSink)?) async throws -> StatementOutcome {
        if thread.isCurrent { return try runner.execute(inlineCall, request, sink) }
        let call = SQLiteHandleWatch.nextCall()
        return try await hop(call) { try $0.execute(call, request, sink) }
    }

    package func startInPlace(
        _ statement: CompiledStatement, binds: UnsafeBufferPointer<SQLValue>, begin: String?, deadline: Deadline?
    ) throws -> InPlaceStart {
        guard thread.isCurrent else { return .notNow }
        return .rows(try runner.startInPlace(inlineCall, statement, binds, begin: begin, deadline: deadline))
    }

    package func receiveInPlace() async throws -> InPlaceStart { .notNow }

    package func endInPlace(skipsRows: Bool) throws -> StatementOutcome {
        try runner.endInPlace(skipsRows: skipsRows)
    }

    package func cancelInPlace() { runner.cancelInPlace() }

    package func executeBatch(_ request: BatchRequest) async throws -> StatementOutcome {
        try await run { try $0.executeBatch($1, request) }
    }

    package func executeGroup(_ request: GroupRequest) async throws -> GroupOutcome {
        try await run { try $0.executeGroup($1, request) }
    }

    package func openCursor(_ request: StatementRequest) async throws -> any DriverCursor {
        let rows = try await run { SQLiteCursor.Rows(try $0.open($1, request)) }
        return SQLiteCursor(rows, runner: runner, thread: thread, deadline: request.deadline)
    }

    package func control(_ sql: String, deadline: Deadline?) async throws {
        guard SQLiteRunner.endsTransaction(sql) else {
            return try await run { try $0.control($1, sql, deadline) }
        }
        try await thread.perform { [runner] in try runner.control(SQLiteHandleWatch.unwatchedCall, sql, deadline) }
    }

    package func ping(deadline: Deadline) async throws {
        try await run { try $0.ping($1, deadline) }
    }

    /// Runs a call on the thread; cancelling the task interrupts it.
    private func run<Value: Sendable>(
        _ body: @escaping @Sendable (SQLiteRunner, UInt64) throws -> Value
    ) async throws -> Value {
        if thread.isCurrent { return try body(runner, inlineCall) }
        let call = SQLiteHandleWatch.nextCall()
        return try await hop(call) { try body($0, call) }
    }

    private func hop<Value: Sendable>(
        _ call: UInt64, _ body: @escaping @Sendable (SQLiteRunner) throws -> Value
    ) async throws -> Value {
        try await withTaskCancellationHandler {
            try await thread.perform { [runner] in try body(runner) }
        } onCancel: {
            runner.watch.cancel(call)
        }
    }

    // MARK: Closures

    private var inlineCall: UInt64 { runner.watch.inlineCall.load(ordering: .relaxed) }

    package func beginScope() -> UInt64? { thread.isCurrent ? runner.watch.beginScope() : nil }
    package func cancelScope(_ scope: UInt64) { runner.watch.cancel(scope) }
    package func endScope() { runner.watch.endScope() }

    // MARK: Single reads

    /// Lends the thread to a queue of reads until the queue is stopped or the connection breaks.
    func serve(_ queue: WorkQueue, onEnd: @escaping @Sendable () -> Void) {
        thread.submit { [runner] in
            var reads = SharedReads(queue: queue, runner: runner)
            reads.serve()
            onEnd()
        }
    }

    /// Runs a read on the caller's thread; nil when it must run on a connection of its own.
    func executeInline(_ request: StatementRequest, sink: any RowSink) throws -> StatementOutcome? {
        try runner.executeUnowned(SQLiteHandleWatch.unwatchedCall, request, sink)
    }

    // MARK: Lifecycle

    package func reset(thorough: Bool, deadline: Deadline) async throws {
        try await run { [isInMemory] in try $0.reset($1, thorough: thorough && isInMemory, deadline) }
        // A file is opened anew in less time than all settings take to be found and undone.
        if thorough, !isInMemory { isRetired.store(true, ordering: .relaxed) }
    }

    package func close(deadline: Deadline) async {
        _ = markClosed()
        // What still runs is interrupted at the deadline; what cannot be, a file system that hangs, is left behind.
        let timer = TimerThread.shared.schedule(at: deadline) { [runner] in runner.abort() }
        let closing = SQLiteClosing { [runner] in runner.close() }
        await closing.run(on: thread, until: deadline.adding(Self.interruptionTime))
        TimerThread.shared.cancel(timer)
    }

    package func abort() {
        runner.abort()
        guard markClosed() else { return }
        thread.submit { [runner] in runner.close() }
    }

    /// False when it was closed before.
    private func markClosed() -> Bool { !isClosed.exchange(true, ordering: .relaxed) }
}
