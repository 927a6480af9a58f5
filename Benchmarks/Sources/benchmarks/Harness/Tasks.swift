/// Spreads `count` pieces of work over tasks that run at the same time; the sum of what they return.
func inTasks(
    _ tasks: Int, _ count: Int, _ work: @escaping @Sendable (_ share: Range<Int>) async throws -> Int64
) async throws -> Int64 {
    try await withThrowingTaskGroup(of: Int64.self) { group in
        for task in 0..<tasks {
            group.addTask { try await work((count * task / tasks)..<(count * (task + 1) / tasks)) }
        }
        return try await group.reduce(0, +)
    }
}
