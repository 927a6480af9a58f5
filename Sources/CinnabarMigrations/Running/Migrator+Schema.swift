import CinnabarEngine
import CinnabarSQL

extension Migrator {
    /// What the database has, seen from inside a revision's transaction.
    ///
    /// Nil where the database alters in place, and nothing has to be known.
    func schema(_ connection: AsyncConnection) async throws -> DatabaseSchema? {
        guard !connection.dialect.capabilities.contains(.alterColumn) else { return nil }
        return try await connection.reflect(ReflectionOptions(schemas: .all))
    }
}
