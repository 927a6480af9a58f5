/// Something to do at a point in time. Made by `EventLoop.schedule`.
package final class LoopTimer: @unchecked Sendable {  // `deadline` and `position` are guarded by the loop's lock
    fileprivate(set) var deadline: Deadline
    /// Where it is in the heap; -1 when it is not there.
    fileprivate var position = -1
    let action: @Sendable () -> Void

    init(deadline: Deadline, action: @escaping @Sendable () -> Void) {
        self.deadline = deadline
        self.action = action
    }
}

/// A binary heap of timers, the earliest first, in which each timer knows its place: cancelling is O(log n), so that
/// a million deadlines that never fire leave nothing behind.
struct TimerHeap {
    private var timers: [LoopTimer] = []

    var earliest: Deadline? { timers.first?.deadline }
    var count: Int { timers.count }

    mutating func insert(_ timer: LoopTimer) {
        timer.position = timers.count
        timers.append(timer)
        siftUp(timer.position)
    }

    /// False when it was not there any more.
    mutating func remove(_ timer: LoopTimer) -> Bool {
        let position = timer.position
        guard position >= 0 else { return false }
        let last = timers.removeLast()
        if last !== timer {
            timers[position] = last
            last.position = position
            siftDown(position)
            siftUp(last.position)
        }
        timer.position = -1
        return true
    }

    /// Removes and returns the earliest when its time has come.
    mutating func popDue(at now: Int64) -> LoopTimer? {
        guard let first = timers.first, first.deadline.nanoseconds <= now else { return nil }
        _ = remove(first)
        return first
    }

    private mutating func siftUp(_ start: Int) {
        var child = start
        while child > 0 {
            let parent = (child - 1) / 2
            guard timers[child].deadline < timers[parent].deadline else { return }
            swap(child, parent)
            child = parent
        }
    }

    private mutating func siftDown(_ start: Int) {
        var parent = start
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < timers.count {
                if timers[child].deadline < timers[least].deadline { least = child }
            }
            guard least != parent else { return }
            swap(parent, least)
            parent = least
        }
    }

    private mutating func swap(_ left: Int, _ right: Int) {
        timers.swapAt(left, right)
        timers[left].position = left
        timers[right].position = right
    }
}
