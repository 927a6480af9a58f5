import CinnabarEngine
import CinnabarSQL
import Synchronization

/// A statement that stays open on its connection's thread while its rows are fetched.
final class SQLiteCursor: DriverCursor {
    /// Used on the connection's thread only, but for the shape, which never changes.
    struct Rows: @unchecked Sendable {
        let statement: SQLitePreparedStatement
        let execution: UInt64
        let reader: SQLiteRowReader?

        init(_ statement: SQLitePreparedStatement) {
            self.statement = statement
            execution = statement.execution
            reader = statement.rows
        }

        /// False once the execution was ended, by whomever.
        var isOpen: Bool { statement.isRunning && statement.execution == execution }
    }

    let shape: RowShape
    private let rows: Rows
    private let runner: SQLiteRunner
    private let thread: DatabaseThread
    private let deadline: Deadline?
    private let isEnded = Atomic<Bool>(false)

    init(_ rows: Rows, runner: SQLiteRunner, thread: DatabaseThread, deadline: Deadline?) {
        self.rows = rows
        self.runner = runner
        self.thread = thread
        self.deadline = deadline
        shape = rows.reader?.shape ?? RowShape(names: [], typeNames: [])
    }

    deinit {
        // An abandoned statement would hold its read transaction open, and the log could not shrink.
        guard !isEnded.load(ordering: .relaxed) else { return }
        thread.submit { [rows, runner] in Self.end(rows, runner) }
    }

    func fetch(limit: Int, sink: any RowSink) async throws -> Bool {
        let (rows, runner, deadline) = (rows, runner, deadline)
        if thread.isCurrent {
            let call = runner.watch.inlineCall.load(ordering: .relaxed)
            return try Self.fetch(rows, runner, call, limit, sink, deadline)
        }
        let call = SQLiteHandleWatch.nextCall()
        return try await withTaskCancellationHandler {
            try await thread.perform { try Self.fetch(rows, runner, call, limit, sink, deadline) }
        } onCancel: {
            runner.watch.cancel(call)
        }
    }

    /// On the thread. An error ends the statement at once.
    private static func fetch(
        _ rows: Rows, _ runner: SQLiteRunner, _ call: UInt64, _ limit: Int, _ sink: any RowSink, _ deadline: Deadline?
    ) throws -> Bool {
        guard rows.isOpen, let reader = rows.reader, !reader.isDone else { return false }
        do {
            try runner.watch.begin(call, deadline: deadline)
            do {
                reader.allow(limit)
                try sink.consume(reader)
            } catch {
                runner.watch.end()
                throw error
            }
            if let stop = runner.watch.end() { throw stop.error(sql: rows.statement.sql) }
            guard reader.isDone else { return true }
            end(rows, runner)
            return false
        } catch {
            end(rows, runner)
            throw error
        }
    }

    /// On the thread; the second time does nothing.
    private static func end(_ rows: Rows, _ runner: SQLiteRunner) {
        guard rows.isOpen else { return }
        runner.closeOpenStatement()
    }

    func close() async {
        // Not cancellable: this is what a cancelled task does last.
        let (rows, runner) = (rows, runner)
        _ = try? await thread.perform { Self.end(rows, runner) }
        isEnded.store(true, ordering: .relaxed)
    }
}
