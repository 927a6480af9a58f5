public import Cinnabar
public import CinnabarMigrations

/// What the models want of a database, and how it gets there: for the server and for `migrate`.
public enum BlogDatabase {
    public static let models = schema
    public static let history = revisions
    /// The directory of this file is where `migrate` writes revisions.
    public static let file: StaticString = #filePath

    /// Several servers that start at once migrate once: the others wait, if need be for as long as a large table takes.
    static func migrator(_ engine: AsyncEngine) throws -> Migrator {
        try Migrator(engine, history, configuration: MigrationConfiguration(lockTimeout: .seconds(600)))
    }
}
