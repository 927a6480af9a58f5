package import CinnabarEngine
package import CinnabarSQL

extension PostgreSQLSource {
    package func reflect(_ connection: AsyncConnection, _ options: ReflectionOptions) async throws -> DatabaseSchema {
        try await PGCatalog.read(connection, options).schema(options)
    }
}
