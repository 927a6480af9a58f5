public import CinnabarSQL

/// What a reflection looks at.
///
/// ```swift
/// let schema = try await engine.reflect(ReflectionOptions(schemas: .named(["audit"])))
/// ```
public struct ReflectionOptions: Sendable {
    /// Which schemas are read. The default schema's tables have no schema in their names.
    public enum Schemas: Sendable, Hashable {
        /// The default one: `current_schema()` on PostgreSQL, `main` on SQLite.
        case standard
        /// The default one and these.
        case named([String])
        /// All but the database's own.
        case all
    }

    public var schemas: Schemas
    /// Whether a table or view is read; everything by default.
    public var includes: @Sendable (TableName) -> Bool
    /// Whether indexes that could not be built (PostgreSQL: CONCURRENTLY that failed) are read too.
    public var includesInvalidIndexes: Bool

    public init(
        schemas: Schemas = .standard, includesInvalidIndexes: Bool = false,
        includes: @escaping @Sendable (TableName) -> Bool = { _ in true }
    ) {
        self.schemas = schemas
        self.includesInvalidIndexes = includesInvalidIndexes
        self.includes = includes
    }

    public static let standard = ReflectionOptions()
}
