import CinnabarEngine
import Synchronization

/// The wait for a connection's socket: the caller's thread sends, drains and decodes, and the loop touches the
/// connection only while the caller is parked.
///
/// Who may touch it is told by `state`; the loop takes it over by parked → owned, and gives it back by resuming.
final class PGLink: LoopHandler, @unchecked Sendable {  // everything mutable belongs to who `state` says
    private enum State {
        static let idle: UInt8 = 0
        /// Something happened while nobody waited.
        static let edge: UInt8 = 1
        static let parked: UInt8 = 2
        /// The loop's thread is at work on the connection.
        static let owned: UInt8 = 3
    }

    let handle: PGHandle
    let loop: EventLoop
    private let state = Atomic<UInt8>(State.idle)
    private var continuation: UnsafeContinuation<Void, Never>?
    private var waitsForFlush = false
    /// The waiter looks at the socket itself, and the loop reads nothing for it.
    private var waitsForEvent = false
    /// The last read may have left something in the socket, for which no new edge will come.
    private var mayHaveMore = false
    private let usesTLS: Bool
    /// The connection broke: nothing more will come.
    private(set) var isDead = false

    init(_ handle: PGHandle, loop: EventLoop) {
        self.handle = handle
        self.loop = loop
        usesTLS = handle.usesTLS
    }

    /// Forgets what came before: the server is idle, so that all that follows answers the next statement.
    ///
    /// Something that arrived meanwhile, a notice or the end of the connection, is read first.
    func beginStatement() {
        mayHaveMore = false
        if state.load(ordering: .relaxed) == State.edge {
            state.store(State.idle, ordering: .sequentiallyConsistent)
            consume()
        }
    }

    /// Whether the connection ended while nothing ran: reads what has come meanwhile, without waiting.
    func isDeadWhileIdle() -> Bool {
        guard state.load(ordering: .relaxed) == State.edge else { return isDead || handle.isBad }
        state.store(State.idle, ordering: .sequentiallyConsistent)
        while !isDead, hasInput(handle.socket) { consume() }
        // Has libpq look at it: a last word of the server goes to the notice receiver.
        _ = handle.isBusy
        return isDead || handle.isBad
    }

    /// Ends the connection from the owner's side: no result will come any more.
    func abandon() {
        isDead = true
        shutDown(handle.socket)
    }

    /// Sends all that is still buffered, reading what comes meanwhile: else both sides could wait for each other.
    func flush() async {
        while !isDead {
            switch handle.flush() {
            case .done: return
            case .failed:
                // The server's last words may still be read.
                consume()
                return
            case .pending:
                waitsForFlush = true
                await wait()
                waitsForFlush = false
            }
        }
    }

    /// The next result; nil at the end of a statement's results.
    func nextResult() async -> PGResult? {
        while !isDead, handle.isBusy { await wait() }
        return handle.nextResult()
    }

    func waitForResult() async {
        while !isDead, handle.isBusy { await wait() }
    }

    /// Whether the next result is there already, or there is none.
    var hasResult: Bool { isDead || !handle.isBusy }

    /// Returns when there was something to read, or the buffered data is sent.
    func wait() async {
        if mayHaveMore || state.load(ordering: .relaxed) == State.edge {
            state.store(State.idle, ordering: .sequentiallyConsistent)
            if hasInput(handle.socket) {
                consume()
                return
            }
            mayHaveMore = false
            if isReady { return }
            if usesTLS, consumeBuffered() { return }
        }
        await withUnsafeContinuation { continuation in
            self.continuation = continuation
            // An edge since the check above must not be lost: from here on either it is seen or the loop resumes.
            let (isParked, _) = state.compareExchange(
                expected: State.idle, desired: State.parked, ordering: .sequentiallyConsistent)
            if isParked { return }
            self.continuation = nil
            state.store(State.idle, ordering: .sequentiallyConsistent)
            consume()
            continuation.resume()
        }
    }

    /// Returns when the socket's state may have changed; nothing is read.
    func waitForEvent() async {
        waitsForEvent = true
        await withUnsafeContinuation { continuation in
            self.continuation = continuation
            let (isParked, _) = state.compareExchange(
                expected: State.idle, desired: State.parked, ordering: .sequentiallyConsistent)
            if isParked { return }
            self.continuation = nil
            state.store(State.idle, ordering: .sequentiallyConsistent)
            continuation.resume()
        }
        waitsForEvent = false
        mayHaveMore = true
    }

    func ready(_ events: LoopEvents) {
        while true {
            let (isMine, current) = state.compareExchange(
                expected: State.parked, desired: State.owned, ordering: .sequentiallyConsistent)
            if isMine {
                progress(events)
                return
            }
            if current == State.edge { return }
            let (isLatched, _) = state.compareExchange(
                expected: State.idle, desired: State.edge, ordering: .sequentiallyConsistent)
            if isLatched { return }
        }
    }

    /// On the loop's thread, while the caller is parked.
    private func progress(_ events: LoopEvents) {
        if waitsForEvent { return resume() }
        if events.rawValue == LoopEvents.writable.rawValue, !waitsForFlush {
            state.store(State.parked, ordering: .sequentiallyConsistent)
            return
        }
        repeat {
            consume()
            if isReady { return resume() }
        } while hasInput(handle.socket)
        if usesTLS, consumeBuffered() { return resume() }
        state.store(State.parked, ordering: .sequentiallyConsistent)
    }

    private func resume() {
        let waiter = continuation
        continuation = nil
        state.store(State.idle, ordering: .sequentiallyConsistent)
        waiter?.resume()
    }

    /// Whether what the caller waits for has happened.
    private var isReady: Bool {
        if isDead { return true }
        return waitsForFlush ? handle.flush() != .pending : !handle.isBusy
    }

    private func consume() {
        if !handle.consumeInput() { isDead = true }
        mayHaveMore = true
    }

    /// A TLS record larger than libpq's buffer leaves a rest inside the TLS library, of which no socket tells. A
    /// record has at most 16 kB and a read takes 8 kB at least, so two more reads find all of it.
    private func consumeBuffered() -> Bool {
        for _ in 0..<2 {
            consume()
            if isReady { return true }
        }
        return false
    }
}
