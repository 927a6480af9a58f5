import CinnabarEngine
import CinnabarSQL
import Synchronization

/// Watches over a connection's running call: one call at a time, deadlines, cancellation, and the way out when the
/// server does not answer.
///
/// A cancel request names the connection, not the statement. So each call has a number; a request is only sent for
/// the number that is still running, and a call does not end before the requests sent for it have come back.
final class PGWatch: Sendable {
    enum Reason {
        case cancelled, deadline
    }

    /// What happens when a call's time is over.
    enum Overrun {
        /// The server is asked to stop the statement.
        case cancel
        /// The connection is given up: nothing is running that could be stopped.
        case abandon
    }

    enum Use {
        case idle, busy
        /// Ends with the call that is still running.
        case aborting
        case closed
    }

    struct State {
        var use = Use.idle
        var number: UInt64 = 0
        var overrun = Overrun.cancel
        var reason: Reason?
        /// Requests that are on their way.
        var requests = 0
        /// The statement is over, and waits for the requests to come back.
        var settling: UnsafeContinuation<Void, Never>?
        var isSettling = false
        /// The server did not stop within the cancel timeout.
        var gaveUp = false
        var deadline = Int64.max
        var armedAt = Int64.max
        var alarm: LoopTimer?
        var expiry: LoopTimer?
        var retry: LoopTimer?
        var isFinished = false
        var socket: Int32 = -1
    }

    let state = Locked(State())
    let loop: EventLoop
    let cancelHandle: PGCancelHandle?
    let cancelTimeout: Duration

    init(socket: Int32, loop: EventLoop, cancelHandle: PGCancelHandle?, cancelTimeout: Duration) {
        self.loop = loop
        self.cancelHandle = cancelHandle
        self.cancelTimeout = cancelTimeout
        state.withLock { $0.socket = socket }
    }

    enum Begun {
        case started(UInt64)
        case busy, closed
    }

    func begin(deadline: Deadline?, overrun: Overrun) -> Begun {
        state.withLock { state in
            switch state.use {
            case .idle: break
            case .busy, .aborting: return .busy
            case .closed: return .closed
            }
            state.use = .busy
            state.number &+= 1
            state.overrun = overrun
            setDeadline(deadline, &state)
            return .started(state.number)
        }
    }

    struct Settled {
        /// Why the call was asked to stop.
        var reason: Reason?
        /// Whether the connection may be used again.
        var isClean: Bool
    }

    /// The statement is over and the server idle: no more requests are sent for it. Nil when some are still on their
    /// way; then `settle` must be awaited, or one could hit what comes next.
    ///
    /// - Parameter isDead: there is no connection any more that could be hit.
    func settleNow(isDead: Bool) -> Settled? {
        state.withLock { state in
            state.isSettling = true
            guard state.requests == 0 || isDead else { return nil }
            return Settled(reason: state.reason, isClean: !isDead && !state.gaveUp)
        }
    }

    /// Returns when all requests have come back, or the cancel timeout has passed.
    func settle() async -> Settled {
        await withUnsafeContinuation { continuation in
            let isOver = state.withLock { state in
                if state.requests == 0 || state.gaveUp { return true }
                state.settling = continuation
                return false
            }
            if isOver { continuation.resume() }
        }
        return state.withLock { Settled(reason: $0.reason, isClean: $0.requests == 0 && !$0.gaveUp) }
    }

    /// Ends the call. False when the connection is to be closed now.
    func end() -> Bool {
        state.withLock { state in
            if state.reason != nil {
                if let expiry = state.expiry.take() { loop.cancel(expiry) }
                if let retry = state.retry.take() { loop.cancel(retry) }
                state.reason = nil
            }
            state.isSettling = false
            state.deadline = .max
            guard state.use == .busy else { return false }
            state.use = .idle
            return true
        }
    }

    /// Whether the running call was asked to stop.
    var isStopping: Bool { state.withLock { $0.reason != nil } }

    /// Whether nothing runs and it is not closed.
    var isIdle: Bool { state.withLock { $0.use == .idle } }

    /// Does something with the connection while no call can begin; nil when one is running or it is closed.
    func whileIdle<Value: Sendable>(_ body: () -> Value) -> Value? {
        state.withLock { $0.use == .idle ? body() : nil }
    }

    /// Ends the connection from any thread: at once when it is idle, else by cutting the call's wait short.
    ///
    /// - Returns: true when the caller is to close it.
    func abort() -> Bool {
        let (mustClose, alarm) = state.withLock { state in
            switch state.use {
            case .idle:
                state.use = .closed
                defer { state.alarm = nil }
                return (true, state.alarm)
            case .busy:
                state.use = .aborting
                shutDown(state.socket)
                return (false, nil)
            case .aborting, .closed: return (false, nil)
            }
        }
        if let alarm { loop.cancel(alarm) }
        return mustClose
    }

    /// No call can begin any more, and nobody shuts the socket down: its number may soon be another's.
    /// False when it was so already.
    func close() -> Bool {
        let (alarm, isFirst) = state.withLock { state in
            defer {
                state.use = .closed
                state.isFinished = true
                state.alarm = nil
            }
            return (state.alarm, !state.isFinished)
        }
        if let alarm { loop.cancel(alarm) }
        return isFirst
    }
}
