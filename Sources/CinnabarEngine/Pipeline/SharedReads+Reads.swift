import CinnabarSQL
import Synchronization

// The reads, from the side of their tasks.
extension SharedReads {
    typealias Waiter = (read: SharedRead, continuation: UnsafeContinuation<Void, any Error>)

    /// Runs within the continuation's body. The task's cancelled flag is set before its handler runs: either the flag
    /// is seen here, or the handler comes after this and finds the read.
    func enqueue(_ read: SharedRead, _ continuation: UnsafeContinuation<Void, any Error>) {
        let now = MonotonicClock.now
        enum Outcome {
            case waiting((any ReadLane)?)
            case refused
            case cancelled
        }
        let outcome = shared.withLock { shared -> Outcome in
            if Task.isCancelled { return .cancelled }
            switch shared.pipeline.enqueue(read, now: now) {
            case .refused: return .refused
            case .queued(let id, let wake):
                read.id = id
                read.continuation = continuation
                return .waiting(wake.flatMap { shared.lanes[$0] })
            }
        }
        switch outcome {
        case .waiting(let lane): lane?.call()
        case .refused: read.resume(continuation, .again)
        case .cancelled: continuation.resume(throwing: CancellationError())
        }
    }

    func cancel(_ read: SharedRead) {
        let (continuation, lane) = shared.withLock { shared in
            guard let (_, continuation) = Self.waiter(of: read) else {
                return (nil as UnsafeContinuation<Void, any Error>?, nil as (any ReadLane)?)
            }
            return (continuation, shared.pipeline.cancel(read.id).flatMap { shared.lanes[$0] })
        }
        continuation?.resume(throwing: CancellationError())
        lane?.call()
    }

    static func waiter(of read: SharedRead) -> Waiter? {
        guard let continuation = read.continuation else { return nil }
        read.continuation = nil
        return (read, continuation)
    }

    static func waiters(of entries: [ReadPipeline<SharedRead>.Entry]) -> [Waiter] {
        entries.compactMap { waiter(of: $0.read) }
    }

    func reroute(_ waiters: [Waiter]) {
        for (read, continuation) in waiters { read.resume(continuation, .again) }
    }
}
