extension FlushGraph {
    /// Groups of operations that wait for each other, of those that `setLevels` could not place.
    ///
    /// Tarjan's algorithm with a stack of its own: chains may be as long as a flush has rows.
    func components() -> [[Int]] {
        let unseen: Int32 = -1
        var order = [Int32](repeating: unseen, count: operations.count)
        var low = [Int32](repeating: 0, count: operations.count)
        var isOpen = [Bool](repeating: false, count: operations.count)
        var open: [Int] = []
        var path: [(operation: Int, edge: Int32)] = []
        var counter: Int32 = 0
        var found: [[Int]] = []
        func enter(_ operation: Int) {
            order[operation] = counter
            low[operation] = counter
            counter += 1
            isOpen[operation] = true
            open.append(operation)
            path.append((operation, operations[operation].firstOut))
        }
        for root in operations.indices where operations[root].pending > 0 && order[root] == unseen {
            enter(root)
            while let (operation, edge) = path.last {
                if edge >= 0 {
                    path[path.count - 1].edge = edges[Int(edge)].nextOut
                    let to = Int(edges[Int(edge)].to)
                    if edges[Int(edge)].isBroken || operations[to].pending == 0 { continue }
                    if order[to] == unseen {
                        enter(to)
                    } else if isOpen[to] {
                        low[operation] = min(low[operation], order[to])
                    }
                    continue
                }
                path.removeLast()
                if let parent = path.last?.operation { low[parent] = min(low[parent], low[operation]) }
                guard low[operation] == order[operation] else { continue }
                var members: [Int] = []
                while let member = open.popLast() {
                    isOpen[member] = false
                    members.append(member)
                    if member == operation { break }
                }
                if members.count > 1 { found.append(members.sorted()) }
            }
        }
        return found
    }
}
