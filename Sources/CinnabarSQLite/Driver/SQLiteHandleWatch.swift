import CSQLite
import CinnabarEngine
import CinnabarSQL
import Synchronization

/// Watches over the call that a handle runs now: ends it when it is cancelled, late, or waits too long for a lock.
///
/// Calls have numbers that are never reused, so that an interrupt that comes late meets no other call, and none at all
/// after the database was closed.
// Unchecked: what is mutable and not in `gate` is touched on the handle's thread
final class SQLiteHandleWatch: @unchecked Sendable {
    struct Gate: @unchecked Sendable {  // the pointer is used under the mutex, and nil once closed
        var database: OpaquePointer?
        /// The call that runs now; 0 for none.
        var running: UInt64 = 0
        var deadline = Int64.max
        /// The call that was cancelled last.
        var cancelled: UInt64 = 0
        var isLate = false
        var isAborted = false
        /// Counts the connections that have had the handle.
        var tenure = 0
        /// When the timer looks next; `.max` when it does not.
        var armedAt = Int64.max
    }

    private static let numbers = Atomic<UInt64>(1)
    /// Operations of SQLite's machine between two looks at the task that runs the call: some tens of microseconds.
    private static let operationsPerLook: Int32 = 2000
    /// After which an interrupted call is interrupted again.
    static let patience = Duration.milliseconds(5)

    let gate: Locked<Gate>
    /// The running call was interrupted.
    let isInterrupted = Atomic<Bool>(false)
    /// As the last call left it: asking SQLite from another thread could meet a database that is being closed.
    let isInTransaction = Atomic<Bool>(false)
    /// The number of the calls that come from a task on the handle's own thread.
    let inlineCall = Atomic<UInt64>(SQLiteHandleWatch.unwatchedCall)
    /// How long a lock of another process is waited for, in nanoseconds.
    let busyTimeout: Int64
    var busySince: Int64 = 0
    /// The running call ends a transaction: cancelling its task does not stop it.
    private var isShielded = false
    /// The lock was not given up within `busyTimeout`.
    var isLockTimeout = false
    /// Set while a statement is compiled: it does something to the connection itself.
    var compiledStatementNeedsOwner = false

    init(database: OpaquePointer, busyTimeout: Int64) {
        self.busyTimeout = busyTimeout
        gate = Locked(Gate(database: database))
        // The callbacks hold this object unretained: they end with the handle, which holds it.
        let this = Unmanaged.passUnretained(self).toOpaque()
        sqlite3_busy_handler(
            database,
            { context, attempt in
                guard let context else { return 0 }
                let watch = Unmanaged<SQLiteHandleWatch>.fromOpaque(context).takeUnretainedValue()
                return watch.waitForLock(attempt: attempt) ? 1 : 0
            }, this)
        sqlite3_progress_handler(
            database, Self.operationsPerLook,
            { context in
                guard let context else { return 0 }
                let watch = Unmanaged<SQLiteHandleWatch>.fromOpaque(context).takeUnretainedValue()
                return watch.isInterrupted.load(ordering: .relaxed) || watch.taskIsCancelled ? 1 : 0
            }, this)
    }

    /// The number of calls that nobody cancels by number.
    static let unwatchedCall = UInt64.max

    static func nextCall() -> UInt64 { numbers.wrappingAdd(1, ordering: .relaxed).oldValue }

    // MARK: The handle's thread

    /// A call that runs inside its task has no cancellation handler of its own, which would cost it a tenth of a short
    /// read. Its scope has one, and SQLite asks the task itself every few microseconds, which is all that a read on the
    /// caller's thread has: one long operation, such as the counting of a large table, does not end early there.
    ///
    /// - Throws: `CancellationError` when the call was cancelled before it began, `.timeout` when it is late already.
    func begin(_ call: UInt64, deadline: Deadline?, isShielded: Bool = false) throws {
        self.isShielded = isShielded
        if taskIsCancelled { throw CancellationError() }
        let limit = deadline?.nanoseconds ?? .max
        let (isRefused, mustArm) = gate.withLock { gate in
            guard gate.cancelled != call, !gate.isAborted else { return (true, false) }
            gate.running = call
            gate.deadline = limit
            gate.isLate = false
            isInterrupted.store(false, ordering: .relaxed)
            return (false, limit < gate.armedAt)
        }
        if isRefused { throw isAborted ? SQLiteErrors.aborted : CancellationError() }
        if mustArm { arm() }
        isLockTimeout = false
        if let deadline, deadline.hasPassed {
            end()
            throw SQLiteErrors.timeout(sql: nil)
        }
    }

    /// Outside of a task, on a thread that was hopped to, this is false.
    private var taskIsCancelled: Bool { !isShielded && Task.isCancelled }

    /// - Returns: why the call was to end, if it was: SQLite may not have noticed, and while a statement is open it
    ///   stops the next one in its stead.
    @discardableResult
    func end() -> Stop? {
        gate.withLock { gate in
            if let database = gate.database {
                isInTransaction.store(sqlite3_get_autocommit(database) == 0, ordering: .relaxed)
            }
            defer {
                gate.running = 0
                gate.deadline = .max
            }
            return isInterrupted.load(ordering: .relaxed) ? gate.stop : nil
        }
    }

    /// Why the running call must end, if it must.
    var stop: Stop? { taskIsCancelled ? .cancelled : gate.withLock(\.stop) }

    /// Between the rows of a batch and the statements of a script, where SQLite itself does not look.
    func check(_ sql: String?) throws {
        if let stop { throw stop.error(sql: sql) }
    }

    /// What the running call's failure means, when the watch had a hand in it.
    func error(code: Int32, sql: String?) -> (any Error)? {
        let primary = code & 0xFF
        guard primary == SQLITE_INTERRUPT || primary == SQLITE_BUSY else { return nil }
        if let stop { return stop.error(sql: sql) }
        guard primary == SQLITE_BUSY, isLockTimeout else { return nil }
        return SQLiteErrors.lockTimeout(code: code, waited: MonotonicClock.now &- busySince, sql: sql)
    }
}
