import CinnabarEngine
import CinnabarSQL
import Synchronization

extension PGWatch {
    /// Stops the call with this number, from any thread; does nothing when it is over.
    func stop(_ number: UInt64, _ reason: Reason) {
        let mustAsk = state.withLock { state in
            guard state.use == .busy, state.number == number, state.reason == nil, !state.isSettling else {
                return false
            }
            state.reason = reason
            guard state.overrun == .cancel, cancelHandle != nil else {
                giveUp(&state)
                return false
            }
            state.expiry = loop.schedule(at: .after(cancelTimeout)) { [weak self] in self?.expire(number) }
            state.requests += 1
            return true
        }
        if mustAsk { ask(number, pause: .milliseconds(20)) }
    }

    /// Sends a request on a helper thread, and another one later if the statement has not noticed: the first may
    /// have come before the server had begun.
    private func ask(_ number: UInt64, pause: Duration) {
        HelperThreads.shared.start(deadline: .after(cancelTimeout)) { [self] in
            if isRunning(number) { cancelHandle?.send() }
            let settling = state.withLock { state in
                state.requests -= 1
                if state.use == .busy, state.number == number, !state.isSettling, !state.gaveUp {
                    state.retry = loop.schedule(at: .after(pause)) { [weak self] in self?.askAgain(number, pause) }
                }
                guard state.requests == 0 else { return nil as UnsafeContinuation<Void, Never>? }
                defer { state.settling = nil }
                return state.settling
            }
            settling?.resume()
        }
    }

    private func askAgain(_ number: UInt64, _ pause: Duration) {
        let mustAsk = state.withLock { state in
            guard state.use == .busy, state.number == number, !state.isSettling, !state.gaveUp else { return false }
            state.requests += 1
            return true
        }
        if mustAsk { ask(number, pause: min(pause * 2, .milliseconds(500))) }
    }

    private func isRunning(_ number: UInt64) -> Bool {
        state.withLock { $0.use == .busy && $0.number == number && !$0.isSettling }
    }

    private func expire(_ number: UInt64) {
        let settling = state.withLock { state in
            guard state.use == .busy, state.number == number else { return nil as UnsafeContinuation<Void, Never>? }
            giveUp(&state)
            defer { state.settling = nil }
            return state.settling
        }
        settling?.resume()
    }

    /// The socket is shut down, which ends every wait for it.
    private func giveUp(_ state: inout State) {
        state.gaveUp = true
        if !state.isFinished { shutDown(state.socket) }
    }
}
