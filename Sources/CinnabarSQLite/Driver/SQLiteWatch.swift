import CSQLite
import CinnabarEngine
import CinnabarSQL
import Synchronization

/// Watches over the call that a handle runs now: ends it when it is cancelled, late, or waits too long for a lock.
///
/// Calls have numbers that are never reused, so that an interrupt that comes late meets no other call, and none at all
/// after the database was closed.
final class SQLiteWatch: @unchecked Sendable {  // what is mutable and not in `gate` is touched on the handle's thread
    struct Gate: @unchecked Sendable {  // the pointer is used under the mutex, and nil once closed
        var database: OpaquePointer?
        /// The call that runs now; 0 for none.
        var running: UInt64 = 0
        var deadline = Int64.max
        /// The call that was cancelled last.
        var cancelled: UInt64 = 0
        var isLate = false
        var isAborted = false
        /// When the timer looks next; `.max` when it does not.
        var armedAt = Int64.max
    }

    private static let numbers = Atomic<UInt64>(1)

    let gate: Mutex<Gate>
    /// How long a lock of another process is waited for, in nanoseconds.
    let busyTimeout: Int64
    var busySince: Int64 = 0
    /// The lock was not given up within `busyTimeout`.
    var isLockTimeout = false
    /// Set while a statement is compiled: it does something to the connection itself.
    var compiledStatementNeedsOwner = false

    init(database: OpaquePointer, busyTimeout: Int64) {
        self.busyTimeout = busyTimeout
        gate = Mutex(Gate(database: database))
        // The callback holds this object unretained: it ends with the handle, which holds it.
        sqlite3_busy_handler(
            database,
            { context, attempt in
                guard let context else { return 0 }
                let watch = Unmanaged<SQLiteWatch>.fromOpaque(context).takeUnretainedValue()
                return watch.waitForLock(attempt: attempt) ? 1 : 0
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    static func nextCall() -> UInt64 { numbers.wrappingAdd(1, ordering: .relaxed).oldValue }

    // MARK: The handle's thread

    /// - Throws: `CancellationError` when the call was cancelled before it began, `.timeout` when it is late already.
    func begin(_ call: UInt64, deadline: Deadline?) throws {
        let limit = deadline?.nanoseconds ?? .max
        let (isRefused, mustArm) = gate.withLock { gate in
            guard gate.cancelled != call, !gate.isAborted else { return (true, false) }
            gate.running = call
            gate.deadline = limit
            gate.isLate = false
            guard limit < gate.armedAt else { return (false, false) }
            gate.armedAt = limit
            return (false, true)
        }
        if isRefused { throw gate.withLock(\.isAborted) ? SQLiteErrors.aborted : CancellationError() }
        if mustArm { arm(at: limit) }
        isLockTimeout = false
        if let deadline, deadline.hasPassed {
            end()
            throw SQLiteErrors.timeout(sql: nil)
        }
    }

    func end() {
        gate.withLock {
            $0.running = 0
            $0.deadline = .max
        }
    }

    enum Stop {
        case cancelled
        case late
        case aborted
    }

    /// Why the running call must end, if it must.
    var stop: Stop? {
        gate.withLock { gate in
            if gate.isAborted { return .aborted }
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
            if gate.running == call, let database = gate.database { sqlite3_interrupt(database) }
        }
    }

    /// Ends the running call and refuses all others.
    func abort() {
        gate.withLock { gate in
            gate.isAborted = true
            if gate.running != 0, let database = gate.database { sqlite3_interrupt(database) }
        }
    }

    var isAborted: Bool { gate.withLock(\.isAborted) }

    /// The handle goes to another connection.
    func renew() {
        gate.withLock { gate in
            gate.isAborted = false
            gate.running = 0
            gate.deadline = .max
        }
    }

    /// No interrupt reaches SQLite from here on.
    func detach() {
        gate.withLock { $0.database = nil }
    }

    // MARK: Deadlines

    /// One timer watches over many calls: most end long before their deadline, and then it only looks at the next.
    private func arm(at limit: Int64) {
        _ = TimerThread.shared.schedule(at: Deadline(nanoseconds: limit)) { [weak self] in self?.look() }
    }

    private func look() {
        let next: Int64? = gate.withLock { gate in
            let now = MonotonicClock.now
            if gate.running != 0, gate.deadline <= now, !gate.isLate {
                gate.isLate = true
                if let database = gate.database { sqlite3_interrupt(database) }
            }
            // A timer that was armed before an earlier one has nothing to do any more.
            guard gate.armedAt <= now else { return nil }
            gate.armedAt = gate.isLate ? .max : gate.deadline
            return gate.armedAt == .max ? nil : gate.armedAt
        }
        if let next { arm(at: next) }
    }
}
