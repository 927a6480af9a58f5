import CinnabarSQL
import Synchronization

/// The process's event loops, started when they are first wanted.
package final class EventLoopGroup: Sendable {
    package static let shared = EventLoopGroup()

    private struct State {
        var loops: [EventLoop] = []
        var next = 0
    }

    private let state = Locked(State())

    /// Whether the caller is on one of the loops.
    package var isCurrent: Bool { state.withLock { $0.loops }.contains { $0.isCurrent } }

    /// A loop out of `count`, in turn: one is best unless the user's own tasks run on the loops.
    package func next(of count: Int = 1) throws -> EventLoop {
        try state.withLock { state in
            let wanted = max(1, count)
            var index = 0
            if wanted > 1 {
                index = state.next % wanted
                state.next = (state.next + 1) % 64
            }
            while state.loops.count <= index {
                state.loops.append(try EventLoop(name: "cinnabar-loop-\(state.loops.count)"))
            }
            return state.loops[index]
        }
    }
}
