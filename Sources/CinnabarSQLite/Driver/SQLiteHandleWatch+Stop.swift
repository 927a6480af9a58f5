import CSQLite
import CinnabarEngine
import CinnabarSQL
import Synchronization

// From any thread.
extension SQLiteHandleWatch {
    enum Stop {
        case cancelled
        case late
        case aborted

        func error(sql: String?) -> any Error {
            switch self {
            case .cancelled: CancellationError()
            case .late: SQLiteErrors.timeout(sql: sql)
            case .aborted: SQLiteErrors.aborted
            }
        }
    }

    /// Ends the call if it runs, or will run, on this handle; does nothing to any other.
    func cancel(_ call: UInt64) {
        gate.withLock { gate in
            gate.cancelled = call
            if gate.running == call { interrupt(&gate) }
        }
    }

    /// Ends the running call and refuses all others.
    ///
    /// - Parameter tenure: of the connection that is cut off; the handle may be with the next one already.
    func abort(_ tenure: Int) {
        gate.withLock { gate in
            guard gate.tenure == tenure else { return }
            gate.isAborted = true
            if gate.running != 0 { interrupt(&gate) }
        }
    }

    var isAborted: Bool { gate.withLock(\.isAborted) }
    var tenure: Int { gate.withLock(\.tenure) }

    /// The handle goes to another connection.
    func renew() {
        gate.withLock { gate in
            gate.isAborted = false
            gate.tenure += 1
            gate.running = 0
            gate.deadline = .max
        }
        isInTransaction.store(false, ordering: .relaxed)
    }

    // MARK: Scopes

    /// The calls that a task makes on the handle's thread until `endScope`: cancelling the scope ends the one that runs
    /// then and refuses those that follow, but for what must have an outcome, such as a rollback.
    func beginScope() -> UInt64 {
        let scope = Self.nextCall()
        inlineCall.store(scope, ordering: .relaxed)
        return scope
    }

    func endScope() { inlineCall.store(Self.unwatchedCall, ordering: .relaxed) }

    /// No interrupt reaches SQLite from here on.
    func detach() {
        gate.withLock { $0.database = nil }
    }

    /// Within the gate, so that it meets the call that runs now and an open database.
    func interrupt(_ gate: inout Gate) {
        guard let database = gate.database else { return }
        isInterrupted.store(true, ordering: .relaxed)
        sqlite3_interrupt(database)
        // SQLite forgets one that comes just before the first step, and asks no more within one long operation.
        let call = gate.running
        _ = TimerThread.shared.schedule(at: .after(Self.patience)) { self.interruptAgain(call) }
    }

    private func interruptAgain(_ call: UInt64) {
        gate.withLock { gate in
            if gate.running == call, isInterrupted.load(ordering: .relaxed) { interrupt(&gate) }
        }
    }
}

extension SQLiteHandleWatch.Gate {
    /// Why the running call must end, if it must.
    var stop: SQLiteHandleWatch.Stop? {
        if isAborted { return .aborted }
        if running != 0, cancelled == running { return .cancelled }
        return isLate ? .late : nil
    }
}
