import CSQLite
import CinnabarEngine
import CinnabarSQL
import Synchronization

/// Watches over the call that a handle runs now: ends it when it is cancelled, late, or waits too long for a lock.
///
/// Calls have numbers that are never reused, so that an interrupt that comes late meets no other call, and none at all
/// after the database was closed.
final class SQLiteWatch: @unchecked Sendable {  // what is mutable and not in `gate` is touched on the handle's thread
    private struct Gate: @unchecked Sendable {  // the pointer is used under the mutex, and nil once closed
        var database: OpaquePointer?
        var running: UInt64 = 0
        var cancelled: UInt64 = 0
        var isAborted = false
    }

    enum Verdict {
        case timedOut
        case lockTimedOut
    }

    private static let numbers = Atomic<UInt64>(1)
    /// Operations of SQLite's machine between two looks at the clock: some tens of microseconds.
    private static let operationsPerLook: Int32 = 1000

    private let gate: Mutex<Gate>
    private let database: OpaquePointer
    /// How long a lock of another process is waited for, in nanoseconds.
    let busyTimeout: Int64
    /// The running call's, on the monotonic clock.
    private(set) var deadline = Int64.max
    var busySince: Int64 = 0
    var verdict: Verdict?
    /// Set while a statement is compiled: it does more than read, or leaves something behind in the connection.
    var compiledStatementNeedsOwner = false

    init(database: OpaquePointer, busyTimeout: Int64) {
        self.database = database
        self.busyTimeout = busyTimeout
        gate = Mutex(Gate(database: database))
    }

    static func nextCall() -> UInt64 { numbers.wrappingAdd(1, ordering: .relaxed).oldValue }

    // MARK: The handle's thread

    /// The callbacks hold this object unretained: they end with the handle, which holds it.
    func install() {
        let this = Unmanaged.passUnretained(self).toOpaque()
        sqlite3_busy_handler(
            database,
            { context, attempt in
                guard let context else { return 0 }
                let watch = Unmanaged<SQLiteWatch>.fromOpaque(context).takeUnretainedValue()
                return watch.waitForLock(attempt: attempt) ? 1 : 0
            }, this)
    }

    /// - Throws: `CancellationError` when the call was cancelled before it began.
    func begin(_ call: UInt64, deadline: Deadline?) throws {
        let isRefused = gate.withLock { gate in
            gate.running = call
            return gate.cancelled == call || gate.isAborted
        }
        verdict = nil
        if isRefused {
            end()
            throw CancellationError()
        }
        guard let deadline else { return }
        self.deadline = deadline.nanoseconds
        guard !deadline.hasPassed else {
            end()
            throw SQLiteErrors.timeout(sql: nil)
        }
        sqlite3_progress_handler(
            database, Self.operationsPerLook,
            { context in
                guard let context else { return 0 }
                return Unmanaged<SQLiteWatch>.fromOpaque(context).takeUnretainedValue().isLate() ? 1 : 0
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    func end() {
        gate.withLock { $0.running = 0 }
        guard deadline != .max else { return }
        deadline = .max
        sqlite3_progress_handler(database, 0, nil, nil)
    }

    /// Between the rows of a batch and the statements of a script, where SQLite itself may not look.
    func check(_ sql: String?) throws {
        if isCancelled { throw CancellationError() }
        if isLate() { throw SQLiteErrors.timeout(sql: sql) }
    }

    /// What the running call's failure means, when the watch had a hand in it.
    func verdict(code: Int32) -> ((String?) -> any Error)? {
        let primary = code & 0xFF
        if primary == SQLITE_INTERRUPT {
            if verdict == .timedOut { return SQLiteErrors.timeout }
            if isCancelled { return { _ in CancellationError() } }
        }
        if primary == SQLITE_BUSY {
            if isCancelled { return { _ in CancellationError() } }
            if verdict == .timedOut { return SQLiteErrors.timeout }
            if verdict == .lockTimedOut {
                let waited = MonotonicClock.now &- busySince
                return { SQLiteErrors.lockTimeout(code: code, waited: waited, sql: $0) }
            }
        }
        return nil
    }

    func isLate() -> Bool {
        guard deadline != .max, MonotonicClock.now >= deadline else { return false }
        verdict = .timedOut
        return true
    }

    var isCancelled: Bool {
        gate.withLock { ($0.running != 0 && $0.cancelled == $0.running) || $0.isAborted }
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

    /// No interrupt reaches SQLite from here on.
    func detach() {
        gate.withLock { $0.database = nil }
    }
}
