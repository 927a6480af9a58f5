import CinnabarSQL

enum PoolErrors {
    static var closed: DatabaseError {
        DatabaseError(.poolClosed, "the engine was disposed: it gives no more connections")
    }

    static var usedAfterRelease: DatabaseError {
        DatabaseError(.misuse, "the connection was used after it had been released")
    }

    static func connectTimeout(_ timeout: Duration) -> DatabaseError {
        DatabaseError(.connectionFailed, "no connection could be made within \(timeout.forHumans) (connectTimeout)")
    }

    static func connectFailed(_ error: any Error) -> DatabaseError {
        (error as? DatabaseError)
            ?? DatabaseError(.connectionFailed, "no connection could be made: \(error)") { $0.underlying = error }
    }

    static func onConnectFailed(_ error: any Error) -> DatabaseError {
        DatabaseError(.connectionFailed, "the on-connect hook failed, so the connection was closed: \(error)") {
            $0.underlying = error
        }
    }

    static func classify(_ error: DatabaseError) -> PoolConnectFailure {
        switch error.kind {
        case .tooManyConnections: .busy
        case .connectionFailed, .connectionLost, .timeout, .io, .lockNotAvailable, .outOfMemory: .unreachable
        default: .permanent
        }
    }
}

/// A wait that ran out of time, before the waiter has added how long that was.
struct PoolTimeoutFailure: Error {
    let status: PoolStatus
    let ownLeaseSite: String?
    let connectError: (any Error)?

    func error(waited: Duration) -> DatabaseError {
        DatabaseError(.poolTimeout, message(waited: waited)) { fields in
            fields.hint =
                "raise the pool's size or maxOverflow, hold connections for a shorter time, or wait longer "
                + "with acquireTimeout"
            fields.underlying = connectError
        }
    }

    private func message(waited: Duration) -> String {
        let limit = status.maxOverflow == .max ? "no limit" : "\(status.maxOverflow)"
        var text =
            "no connection was free within \(waited.forHumans): \(status.inUse) in use, \(status.idle) idle, "
            + "\(status.connecting) connecting, \(status.waiting) more waiting (size \(status.size), "
            + "maxOverflow \(limit))"
        if let age = status.oldestLease, let site = status.oldestLeaseSite {
            text += "; the one out for the longest, \(age.forHumans), was taken at \(site)"
        }
        if let ownLeaseSite {
            text += "; this task itself holds one, taken at \(ownLeaseSite), and waits for a second one"
        }
        if let connectError { text += "; the last attempt to connect failed: \(connectError)" }
        return text
    }
}

extension Duration {
    /// Milliseconds below a second, seconds with one decimal above.
    var forHumans: String {
        let milliseconds = clampedNanoseconds / 1_000_000
        guard milliseconds >= 1000 else { return "\(milliseconds) ms" }
        return "\(milliseconds / 1000).\(milliseconds % 1000 / 100) s"
    }
}
