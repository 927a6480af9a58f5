import CinnabarSQL
import Synchronization

extension AsyncConnection {
    func takeTouch() -> Bool {
        state.withLock { state in
            defer { state.touchesSession = false }
            return state.touchesSession
        }
    }

    /// As `end`, when that needs no suspension: nothing runs on the connection, and it is idle and clean.
    func endNow() -> Bool {
        let lease: Lease? = state.withLock { state in
            guard !state.isBusy, !state.touchesSession, state.stream == .none else { return nil }
            state.isEnded = true
            defer { state.lease = nil }
            return state.lease
        }
        guard let lease else { return false }
        if lease.releaseIfClean() { return true }
        state.withLock { $0.lease = lease }
        return false
    }

    /// Gives the connection back; what is open is rolled back. Never throws, may be called twice.
    package func end(reusable: Bool = true) async {
        // A stream that was left early may still be closing.
        do { try await enter(whenEnded: true) } catch {}
        let lease = state.withLock { state in
            state.isEnded = true
            defer { state.lease = nil }
            return state.lease
        }
        await lease?.release(reusable: reusable, thorough: takeTouch())
        leave()
    }
}
