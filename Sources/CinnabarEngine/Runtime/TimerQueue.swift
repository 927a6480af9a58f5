/// Scheduled actions, earliest first: a binary heap with lazy removal of what was cancelled.
struct TimerQueue {
    private struct Item {
        let deadline: Int64
        let token: UInt64
    }

    private var heap: [Item] = []
    private var actions: [UInt64: @Sendable () -> Void] = [:]
    private var lastToken: UInt64 = 0

    var count: Int { actions.count }

    mutating func insert(at deadline: Int64, _ action: @escaping @Sendable () -> Void) -> UInt64 {
        lastToken += 1
        actions[lastToken] = action
        heap.append(Item(deadline: deadline, token: lastToken))
        siftUp(heap.count - 1)
        return lastToken
    }

    mutating func remove(_ token: UInt64) {
        guard actions.removeValue(forKey: token) != nil else { return }
        // Most timers guard something that ends well before: without this their remains would pile up.
        if heap.count > 64, heap.count > 2 * actions.count { rebuild() }
    }

    /// The earliest deadline; nil when nothing is scheduled.
    mutating func nextDeadline() -> Int64? {
        while let first = heap.first {
            if actions[first.token] != nil { return first.deadline }
            removeFirst()
        }
        return nil
    }

    /// Removes and returns the earliest action whose deadline has passed.
    mutating func popDue(now: Int64) -> (@Sendable () -> Void)? {
        guard let deadline = nextDeadline(), deadline <= now else { return nil }
        let token = heap[0].token
        removeFirst()
        return actions.removeValue(forKey: token)
    }

    private mutating func rebuild() {
        heap.removeAll { actions[$0.token] == nil }
        heap.sort { $0.deadline < $1.deadline }
    }

    private mutating func removeFirst() {
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        siftDown(0)
    }

    private mutating func siftUp(_ start: Int) {
        var child = start
        while child > 0 {
            let parent = (child - 1) / 2
            guard heap[child].deadline < heap[parent].deadline else { return }
            heap.swapAt(child, parent)
            child = parent
        }
    }

    private mutating func siftDown(_ start: Int) {
        var parent = start
        while true {
            var smallest = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count {
                if heap[child].deadline < heap[smallest].deadline { smallest = child }
            }
            guard smallest != parent else { return }
            heap.swapAt(parent, smallest)
            parent = smallest
        }
    }
}
