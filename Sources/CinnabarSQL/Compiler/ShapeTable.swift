/// Compiled statements by shape, beside those by text.
///
/// Two generations, as in the cache itself: what was not asked for while the young one filled up goes with the old.
struct ShapeTable: Sendable {
    private var young: ShapeGeneration
    private var old: ShapeGeneration
    private var hits = 0
    private var misses = 0
    private let limit: Int

    /// - Parameters:
    ///   - capacity: how many statements a generation holds.
    ///   - seed: another one for each table, so that no shape is slow to find everywhere.
    init(capacity: Int, seed: UInt64) {
        limit = capacity
        young = ShapeGeneration(capacity: capacity, seed: seed)
        old = young
    }

    mutating func find(_ shape: borrowing StatementShape) -> CompiledStatement? {
        if let index = young.find(shape) {
            hits &+= 1
            return young.entries[index].statement
        }
        if let index = old.find(shape) {
            hits &+= 1
            let entry = old.entries[index]
            add(entry)
            return entry.statement
        }
        misses &+= 1
        return nil
    }

    mutating func insert(_ entry: ShapeEntry) {
        // Programs that make their columns anew for each statement never find one: then none are kept.
        if misses < 1_000 || hits > misses { add(entry) }
    }

    private mutating func add(_ entry: ShapeEntry) {
        if young.entries.count >= limit {
            old = young
            young = ShapeGeneration(capacity: limit, seed: young.seed)
        }
        young.insert(entry)
    }
}

/// An open hash table, probed by hashes alone.
private struct ShapeGeneration: Sendable {
    /// 0 where there is none.
    private var hashes: [UInt64]
    private var places: [Int]
    private(set) var entries: [ShapeEntry] = []
    let seed: UInt64

    init(capacity: Int, seed: UInt64) {
        self.seed = seed
        var size = 16
        while size < capacity * 2 { size *= 2 }
        hashes = Array(repeating: 0, count: size)
        places = Array(repeating: 0, count: size)
    }

    func find(_ shape: borrowing StatementShape) -> Int? {
        var index = slot(shape.hash)
        while hashes[index] != 0 {
            if hashes[index] == shape.hash, shape.isSame(as: entries[places[index]].key) { return places[index] }
            index = (index + 1) & (hashes.count - 1)
        }
        return nil
    }

    mutating func insert(_ entry: ShapeEntry) {
        var index = slot(entry.hash)
        while hashes[index] != 0 { index = (index + 1) & (hashes.count - 1) }
        hashes[index] = entry.hash
        places[index] = entries.count
        entries.append(entry)
    }

    private func slot(_ hash: UInt64) -> Int {
        Int(truncatingIfNeeded: (hash ^ seed) &* 0x9E37_79B9_7F4A_7C15 >> 20) & (hashes.count - 1)
    }
}

final class ShapeEntry: Sendable {
    let hash: UInt64
    let key: [UInt]
    let statement: CompiledStatement
    /// Held for their addresses.
    private let owners: [ColumnReference]

    init(_ shape: borrowing StatementShape, _ statement: CompiledStatement) {
        hash = shape.hash
        key = Array(shape.key)
        self.statement = statement
        owners = shape.owners ?? []
    }
}

extension StatementShape {
    fileprivate func isSame(as other: [UInt]) -> Bool {
        guard other.count == count else { return false }
        for index in 0..<count where other[index] != key[index] { return false }
        return true
    }
}
