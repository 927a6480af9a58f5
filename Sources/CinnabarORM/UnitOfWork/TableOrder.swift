/// Tables in the order of their foreign keys.
enum TableOrder {
    /// For each table its place: tables that it refers to have lower ones, as far as they do not refer back.
    static func ranks(_ tables: [PlanTable]) -> [Int] {
        var ranks = Array(repeating: 0, count: tables.count)
        var isPlaced = Array(repeating: false, count: tables.count)
        for place in tables.indices {
            let free = tables.indices.filter { !isPlaced[$0] }
            func waits(_ table: Int, _ isHard: (PlanForeignKey) -> Bool) -> Bool {
                tables[table].foreignKeys.contains { key in
                    guard let target = key.target, target != table else { return false }
                    return !isPlaced[target] && isHard(key)
                }
            }
            // In a cycle, foreign keys that may be NULL are no reason to wait.
            let next = free.first { !waits($0) { _ in true } } ?? free.first { !waits($0) { $0.nullable.isEmpty } }
            guard let table = next ?? free.first else { break }
            ranks[table] = place
            isPlaced[table] = true
        }
        return ranks
    }
}
