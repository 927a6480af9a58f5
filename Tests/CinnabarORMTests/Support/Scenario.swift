import CinnabarORM
import CinnabarSQL

struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &self) < percent }
}

/// A random schema, random rows in it, and what they are to become: a naive model, which knows only before and after.
struct Scenario {
    /// One row, now and afterwards. Columns: key, version, a number that may be unique, foreign keys.
    final class Node {
        let table: Int
        let isNew: Bool
        var isDeleted = false
        /// Known beforehand; nil where the database makes it.
        var oldKey: Int?
        var key: Int?
        var oldNumber: Int?
        var number: Int?
        var oldTargets: [Node?]
        var targets: [Node?]
        /// The position in the flush.
        var row: Int?
        /// Whether it takes the key of a deleted row.
        var isSwitch = false

        init(_ table: Int, isNew: Bool, key: Int?, foreignKeys: Int) {
            self.table = table
            self.isNew = isNew
            self.oldKey = isNew ? nil : key
            self.key = key
            oldTargets = Array(repeating: nil, count: foreignKeys)
            targets = oldTargets
        }

        /// Whether it is there afterwards.
        var stays: Bool { !isDeleted }
        var changesKey: Bool { !isNew && key != oldKey }
    }

    var tables: [PlanTable] = []
    var nodes: [Node] = []
    var rows: [PlanRow] = []
    var generator: SeededGenerator
    /// Whether every such flush can be done: no NOT NULL cycles, no unique values to pass on.
    var mustSucceed: Bool
    private var nextKey = 1

    init(seed: UInt64) {
        generator = SeededGenerator(seed: seed)
        mustSucceed = generator.chance(60)
        makeTables()
        makeRows()
        change()
        makeFlush()
    }

    private func foreignKeys(_ table: Int) -> [PlanForeignKey] { tables[table].foreignKeys }
    private func mayBeNull(_ table: Int, _ key: Int) -> Bool { tables[table].columns[3 + key].isNullable }

    private mutating func makeTables() {
        let count = Int.random(in: 1...8, using: &generator)
        for table in 0..<count {
            var columns = ["id", "version?", "number?"]
            var keys: [PlanForeignKey] = []
            for key in 0..<Int.random(in: 0...3, using: &generator) {
                let target = generator.chance(25) ? table : Int.random(in: 0..<count, using: &generator)
                let isRequired = generator.chance(40) && (target < table || !mustSucceed)
                columns.append("f\(key)" + (isRequired ? "" : "?"))
                keys.append(PlanForeignKey([3 + key], target: target, [0]))
            }
            tables.append(
                PlanTable(
                    "t\(table)", columns, generated: generator.chance(50), version: generator.chance(50) ? 1 : nil,
                    foreignKeys: keys, uniques: !mustSucceed && generator.chance(50) ? [[2]] : []))
        }
    }

    private mutating func any(_ table: Int, where fits: (Node) -> Bool = { _ in true }) -> Node? {
        nodes.filter { $0.table == table && $0.stays && fits($0) }.randomElement(using: &generator)
    }

    private mutating func makeRows() {
        for table in tables.indices {
            for _ in 0..<Int.random(in: 0...4, using: &generator) {
                let keys = foreignKeys(table)
                let node = Node(table, isNew: false, key: nextKey, foreignKeys: keys.count)
                nextKey += 1
                node.oldNumber = nextKey
                for (index, key) in keys.enumerated() {
                    let target = key.target ?? table
                    node.oldTargets[index] = any(target) ?? (target == table ? node : nil)
                }
                let isWhole = keys.indices.allSatisfy { node.oldTargets[$0] != nil || mayBeNull(table, $0) }
                if isWhole { nodes.append(node) }
            }
        }
        // Rows that refer to later ones.
        for node in nodes {
            for (index, key) in foreignKeys(node.table).enumerated() where generator.chance(40) {
                if let target = any(key.target ?? node.table) { node.oldTargets[index] = target }
                if mayBeNull(node.table, index), generator.chance(20) { node.oldTargets[index] = nil }
            }
            node.targets = node.oldTargets
            node.number = node.oldNumber
        }
    }

    private mutating func change() {
        for node in nodes where generator.chance(30) { node.isDeleted = true }
        for table in tables.indices {
            for _ in 0..<Int.random(in: 0...3, using: &generator) {
                let isMade = tables[table].generatedKey != nil
                let node = Node(
                    table, isNew: true, key: isMade ? nil : nextKey, foreignKeys: foreignKeys(table).count)
                nextKey += 1
                node.number = nextKey
                nodes.append(node)
            }
        }
        for node in nodes where node.stays {
            for (index, key) in foreignKeys(node.table).enumerated() where node.isNew || generator.chance(25) {
                node.targets[index] =
                    mayBeNull(node.table, index) && generator.chance(20) ? nil : any(key.target ?? node.table)
            }
        }
        settle()
        changeNumbersAndKeys()
    }

    /// Nobody refers to what goes.
    private mutating func settle() {
        var isSettled = false
        while !isSettled {
            isSettled = true
            for node in nodes where node.stays {
                for (index, key) in foreignKeys(node.table).enumerated() {
                    if let target = node.targets[index], target.stays { continue }
                    if node.targets[index] == nil, mayBeNull(node.table, index) { continue }
                    node.targets[index] = any(key.target ?? node.table)
                    if node.targets[index] == nil, !mayBeNull(node.table, index) { node.isDeleted = true }
                    isSettled = false
                }
            }
        }
        nodes.removeAll { $0.isNew && $0.isDeleted }
    }

    private mutating func changeNumbersAndKeys() {
        for table in tables.indices {
            let mine = nodes.filter { $0.table == table }
            if tables[table].uniques.isEmpty {
                for node in mine where node.stays && generator.chance(20) {
                    node.number = Int.random(in: 0...9, using: &generator)
                }
            } else {
                let changing = mine.filter { $0.stays && ($0.isNew || generator.chance(30)) }
                let kept = Set(mine.filter { node in node.stays && !changing.contains { $0 === node } }.map(\.number))
                var pool = mine.filter { !kept.contains($0.oldNumber) }.compactMap(\.oldNumber)
                pool.shuffle(using: &generator)
                for node in changing {
                    nextKey += 1
                    node.number = generator.chance(60) ? pool.popLast() ?? nextKey : nextKey
                }
            }
            guard tables[table].generatedKey == nil else { continue }
            var freed = mine.filter { $0.isDeleted }.compactMap(\.oldKey)
            for node in mine where node.stays && generator.chance(20) {
                let isReferred = nodes.contains { $0.oldTargets.contains { $0 === node } }
                if node.isNew {
                    guard let key = freed.popLast() else { continue }
                    node.key = key
                    node.isSwitch = true
                } else if !isReferred {
                    nextKey += 1
                    node.key = mustSucceed ? nextKey : freed.popLast() ?? nextKey
                }
            }
        }
    }
}
