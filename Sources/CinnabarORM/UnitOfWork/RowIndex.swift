/// Rows by the hash of some of their columns: an open hash table of positions, without a piece of memory for each row.
struct RowIndex {
    private var slots: [(hash: Int, row: Int32)]
    private var count = 0

    init(capacity: Int) {
        var size = 16
        while size < capacity * 2 { size *= 2 }
        slots = Array(repeating: (0, -1), count: size)
    }

    var isEmpty: Bool { count == 0 }

    /// The first row with this hash that is the same.
    @inline(__always)
    func first(_ hash: Int, where isSame: (Int) throws(PlanError) -> Bool) throws(PlanError) -> Int? {
        var index = hash & (slots.count - 1)
        while slots[index].row >= 0 {
            if slots[index].hash == hash, try isSame(Int(slots[index].row)) { return Int(slots[index].row) }
            index = (index + 1) & (slots.count - 1)
        }
        return nil
    }

    mutating func insert(_ hash: Int, _ row: Int) {
        if count * 2 >= slots.count { grow() }
        place(hash, Int32(truncatingIfNeeded: row))
        count += 1
    }

    private mutating func place(_ hash: Int, _ row: Int32) {
        var index = hash & (slots.count - 1)
        while slots[index].row >= 0 { index = (index + 1) & (slots.count - 1) }
        slots[index] = (hash, row)
    }

    private mutating func grow() {
        let old = slots
        slots = Array(repeating: (0, -1), count: old.count * 2)
        for slot in old where slot.row >= 0 { place(slot.hash, slot.row) }
    }
}
