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
        /// When the timer looks next; `.max` when it does not.
        var armedAt = Int64.max
    }

    private static let numbers = Atomic<UInt64>(1)
    /// Operations of SQLite's machine between two looks at the task that runs the call: some tens of microseconds.
    private static let operationsPerLook: Int32 = 2000

    let gate: Locked<Gate>
    /// Changed within the gate; asked for after each statement, without it.
    private let aborted = Atomic<Bool>(false)
    /// The running call was interrupted. SQLite forgets an interrupt that comes just before the first step.
    let isInterrupted = Atomic<Bool>(false)
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

    /// The number of a call within its task, which nobody else cancels.
    static let inlineCall = UInt64.max

    static func nextCall() -> UInt64 { numbers.wrappingAdd(1, ordering: .relaxed).oldValue }

    // MARK: The handle's thread

    /// A call that runs inside its task has no cancellation handler, which would cost it a tenth of a short read:
    /// SQLite asks the task itself every few microseconds, though not within one long operation such as the counting
    /// of a large table.
    ///
    /// - Throws: `CancellationError` when the call was cancelled before it began, `.timeout` when it is late already.
    func begin(_ call: UInt64, deadline: Deadline?, isShielded: Bool = false) throws {
        self.isShielded = isShielded
        if taskIsCancelled { throw CancellationError() }
        let limit = deadline?.nanoseconds ?? .max
        let (isRefused, mustArm) = gate.withLock { gate in
            guard gate.cancelled != call, !isAborted else { return (true, false) }
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

    func end() {
        gate.withLock { gate in
            gate.running = 0
            gate.deadline = .max
        }
    }

    enum Stop {
        case cancelled
        case late
        case aborted
    }

    /// Why the running call must end, if it must.
    var stop: Stop? {
        if taskIsCancelled { return .cancelled }
        return gate.withLock { gate in
            if isAborted { return .aborted }
            if gate.running != 0, gate.cancelled == gate.running { return .cancelled }
            return gate.isLate ? .late : nil
        }
    }

    /// Between the rows of a batch and the statements of a script, where SQLite itself does not look.
    func check(_ sql: String?) throws {
        switch stop {
        case nil: return
        case .cancelled: throw CancellationError()
        case .late: throw SQLiteErrors.timeout(sql: sql)
        case .aborted: throw SQLiteErrors.aborted
        }
    }

    /// What the running call's failure means, when the watch had a hand in it.
    func error(code: Int32, sql: String?) -> (any Error)? {
        let primary = code & 0xFF
        guard primary == SQLITE_INTERRUPT || primary == SQLITE_BUSY else { return nil }
        switch stop {
        case .cancelled: return CancellationError()
        case .late: return SQLiteErrors.timeout(sql: sql)
        case .aborted: return SQLiteErrors.aborted
        case nil: break
        }
        guard primary == SQLITE_BUSY, isLockTimeout else { return nil }
        return SQLiteErrors.lockTimeout(code: code, waited: MonotonicClock.now &- busySince, sql: sql)
    }

    // MARK: Any thread

    /// Ends the call if it runs, or will run, on this handle; does nothing to any other.
    func cancel(_ call: UInt64) {
        gate.withLock { gate in
            gate.cancelled = call
            if gate.running == call { interrupt(&gate) }
        }
    }

    /// Ends the running call and refuses all others.
    func abort() {
        gate.withLock { gate in
            aborted.store(true, ordering: .relaxed)
            if gate.running != 0 { interrupt(&gate) }
        }
    }

    /// Within the gate, so that it meets the call that runs now and an open database.
    func interrupt(_ gate: inout Gate) {
        guard let database = gate.database else { return }
        isInterrupted.store(true, ordering: .relaxed)
        sqlite3_interrupt(database)
    }

    var isAborted: Bool { aborted.load(ordering: .relaxed) }

    /// The handle goes to another connection.
    func renew() {
        gate.withLock { gate in
            aborted.store(false, ordering: .relaxed)
            gate.running = 0
            gate.deadline = .max
        }
    }

    /// No interrupt reaches SQLite from here on.
    func detach() {
        gate.withLock { $0.database = nil }
    }
}
