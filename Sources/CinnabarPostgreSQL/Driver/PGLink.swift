import CinnabarEngine
import CinnabarSQL
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

    /// What the parked caller waits for.
    enum Wish {
        /// A whole result; the loop reads until it is there.
        case result
        /// All that is buffered being sent; the loop sends and reads.
        case flush
        /// Something to read, which the caller reads itself.
        case input
        /// Any change of the socket, about which the caller knows what to do.
        case event
    }

    let handle: PGHandle
    let loop: EventLoop
    private let state = Atomic<UInt8>(State.idle)
    private let handOver = HandOver()
    private var continuation: UnsafeContinuation<Void, Never>?
    var waitsFor = Wish.result
    /// The last read may have left something in the socket, for which no new edge will come.
    var mayHaveMore = false
    /// Serves the reads of many tasks: it has the connection, on the loop's thread, while a batch of it is under way.
    /// Touched on the loop's thread only.
    var lane: PGLane?
    let usesTLS: Bool
    /// The connection broke: nothing more will come.
    var isDead = false

    init(_ handle: PGHandle, loop: EventLoop) {
        self.handle = handle
        self.loop = loop
        usesTLS = handle.usesTLS
    }

    /// Whether something has happened while nobody waited; it is told once.
    func takeEdge() -> Bool {
        guard state.load(ordering: .relaxed) == State.edge else { return false }
        state.store(State.idle, ordering: .sequentiallyConsistent)
        return true
    }

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
        handOver.take()
    }

    /// Parks without asking the socket first: what is there already has been asked for, or has left its edge.
    func park(until wish: Wish) async {
        waitsFor = wish
        await withUnsafeContinuation { continuation in
            self.continuation = continuation
            let (isParked, _) = state.compareExchange(
                expected: State.idle, desired: State.parked, ordering: .sequentiallyConsistent)
            if isParked { return }
            self.continuation = nil
            state.store(State.idle, ordering: .sequentiallyConsistent)
            continuation.resume()
        }
        handOver.take()
        waitsFor = .result
    }

    func ready(_ events: LoopEvents) {
        if let lane, lane.isFlying { return lane.progress() }
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
        switch waitsFor {
        case .event: return resume()
        case .input, .result:
            if events.rawValue == LoopEvents.writable.rawValue {
                state.store(State.parked, ordering: .sequentiallyConsistent)
                return
            }
            if case .input = waitsFor { return resume() }
        case .flush: break
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
        handOver.give()
        waiter?.resume()
    }

    /// Whether what the caller waits for has happened.
    private var isReady: Bool {
        if isDead { return true }
        if case .flush = waitsFor { return handle.flush() != .pending }
        return !handle.isBusy
    }

    func consume() {
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
