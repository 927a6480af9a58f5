package import CinnabarEngine
package import CinnabarMigrations
package import CinnabarSQL

/// What the command line needs to know of databases and models: reading, comparing, and writing models as source.
package protocol SchemaComparer: Sendable {
    func reflect(_ engine: AsyncEngine) async throws -> DatabaseSchema
    /// The operations that make the database what the models say.
    ///
    /// - Parameter isRenamed: asked whether something that is gone and something that is new are one: `"name" of table
    ///   "users"`, `"fullName"`.
    func difference(
        database: DatabaseSchema, models: DatabaseSchema, previous: DatabaseSchema?, dialect: any Dialect,
        isRenamed: (String, String) -> Bool
    ) throws -> SchemaDifference
    /// Models as Swift source.
    func modelSource(_ schema: DatabaseSchema) throws -> String
}

/// What a comparison has found.
package struct SchemaDifference: Sendable {
    package var operations: [Operation]
    /// What the database has and no model, and what is left alone because no revision has made it.
    package var unowned: [String]

    package init(operations: [Operation], unowned: [String] = []) {
        self.operations = operations
        self.unowned = unowned
    }
}
