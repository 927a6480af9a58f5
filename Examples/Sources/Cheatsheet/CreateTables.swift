import Cinnabar

/// Create tables.
func createTables(_ engine: AsyncEngine) async throws {
    try await engine.dropAll(schema)
    try await engine.createAll(schema)  // in the order of their foreign keys; what exists is skipped
    try await engine.createAll(schema)
    try expect("users", try await engine.scalar(select(Fn.count(User.id))), 0)
}
