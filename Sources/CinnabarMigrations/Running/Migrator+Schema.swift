import CinnabarEngine
import CinnabarSQL

extension Migrator {
    /// What the database has, seen from inside a revision's transaction.
    func schema(_ connection: AsyncConnection) async throws -> DatabaseSchema? { try await connection.reflect() }
}
