import DequeModule

/// Who waits for a connection: first come, first served.
///
/// Tickets rise along the queue, so that a waiter is found by binary search; one that left stays as a gap until it
/// reaches an end, or until gaps prevail.
struct WaiterQueue {
    struct Waiter {
        let ticket: UInt64
        /// The shell's name for it.
        let tag: Int
        let deadline: Int64
        let site: CallSite
        /// The waiting task, to recognise one that waits for itself; 0 when unknown.
        let owner: Int
        fileprivate(set) var hasLeft = false

        init(ticket: UInt64, tag: Int, deadline: Int64, site: CallSite, owner: Int) {
            self.ticket = ticket
            self.tag = tag
            self.deadline = deadline
            self.site = site
            self.owner = owner
        }
    }

    private var ring = Deque<Waiter>()
    private(set) var count = 0

    var isEmpty: Bool { count == 0 }

    mutating func append(_ waiter: Waiter) {
        ring.append(waiter)
        count += 1
    }

    mutating func popFirst() -> Waiter? {
        while let waiter = ring.popFirst() {
            if waiter.hasLeft { continue }
            count -= 1
            return waiter
        }
        return nil
    }

    /// nil when it no longer waits.
    mutating func remove(ticket: UInt64) -> Waiter? {
        var low = 0
        var high = ring.count
        while low < high {
            let middle = (low + high) / 2
            if ring[middle].ticket < ticket { low = middle + 1 } else { high = middle }
        }
        guard low < ring.count, ring[low].ticket == ticket, !ring[low].hasLeft else { return nil }
        ring[low].hasLeft = true
        count -= 1
        let waiter = ring[low]
        trim()
        return waiter
    }

    /// Removes all whose deadline has passed and returns them with the earliest deadline of the others.
    mutating func removeOverdue(now: Int64) -> (overdue: [Waiter], next: Int64) {
        var overdue: [Waiter] = []
        var next = Int64.max
        for index in ring.indices where !ring[index].hasLeft {
            if ring[index].deadline <= now {
                ring[index].hasLeft = true
                overdue.append(ring[index])
            } else {
                next = min(next, ring[index].deadline)
            }
        }
        count -= overdue.count
        trim()
        return (overdue, next)
    }

    private mutating func trim() {
        while ring.first?.hasLeft == true { ring.removeFirst() }
        while ring.last?.hasLeft == true { ring.removeLast() }
        if ring.count > 2 * count + 64 { ring.removeAll(where: \.hasLeft) }
    }
}
