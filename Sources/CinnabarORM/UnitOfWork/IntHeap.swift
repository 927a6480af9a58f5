/// A binary heap of numbers: the smallest comes first.
struct IntHeap {
    private var items: [Int] = []

    var isEmpty: Bool { items.isEmpty }
    var count: Int { items.count }
    var first: Int? { items.first }

    mutating func push(_ item: Int) {
        var index = items.count
        items.append(item)
        while index > 0 {
            let parent = (index - 1) / 2
            if items[parent] <= items[index] { break }
            items.swapAt(parent, index)
            index = parent
        }
    }

    mutating func pop() -> Int? {
        guard let last = items.popLast() else { return nil }
        guard let smallest = items.first else { return last }
        items[0] = last
        var index = 0
        while true {
            var child = 2 * index + 1
            if child >= items.count { break }
            if child + 1 < items.count, items[child + 1] < items[child] { child += 1 }
            if items[index] <= items[child] { break }
            items.swapAt(index, child)
            index = child
        }
        return smallest
    }
}
