import CinnabarEngine
import CinnabarSQL

extension PGCatalog {
    struct Schema {
        var oid: OID
        var name: String
        var isDefault: Bool
        var isExtensions: Bool

        func isRead(_ schemas: ReflectionOptions.Schemas) -> Bool {
            switch schemas {
            case .standard: isDefault
            case .named(let names): isDefault || names.contains(name)
            case .all: isDefault || !(isExtensions || name.hasPrefix("pg_") || name == "information_schema")
            }
        }
    }

    struct Enum {
        var schema: String
        var name: String
        var labels: [String]
        /// What an extension brings is named, never created.
        var isExtensions: Bool
    }

    static func readSchemas(_ connection: AsyncConnection) async throws -> [Schema] {
        let query = text(
            unsafe: """
                SELECT n.oid::pg_catalog.int8, n.nspname::pg_catalog.text,
                    COALESCE(n.nspname \(equals) pg_catalog.current_schema(), false),
                    \(isExtensions("pg_catalog.pg_namespace", "n.oid"))
                FROM pg_catalog.pg_namespace n ORDER BY n.nspname
                """)
        return try await connection.execute(query.columns(Int.self, String.self, Bool.self, Bool.self)).all()
            .map { Schema(oid: $0.0, name: $0.1, isDefault: $0.2, isExtensions: $0.3) }
    }

    /// Those of every schema: columns may have any of them.
    static func readEnums(_ connection: AsyncConnection) async throws -> [OID: Enum] {
        let query = text(
            unsafe: """
                SELECT t.oid::pg_catalog.int8, n.nspname::pg_catalog.text, t.typname::pg_catalog.text,
                    ARRAY(SELECT e.enumlabel::pg_catalog.text FROM pg_catalog.pg_enum e
                        WHERE e.enumtypid \(equals) t.oid ORDER BY e.enumsortorder),
                    \(isExtensions("pg_catalog.pg_type", "t.oid"))
                FROM pg_catalog.pg_type t
                JOIN pg_catalog.pg_namespace n ON n.oid \(equals) t.typnamespace
                WHERE t.typtype \(equals) 'e'
                """)
        let rows = try await connection.execute(
            query.columns(Int.self, String.self, String.self, [String].self, Bool.self)
        ).all()
        return Dictionary(
            rows.map { ($0.0, Enum(schema: $0.1, name: $0.2, labels: $0.3, isExtensions: $0.4)) },
            uniquingKeysWith: { first, _ in first })
    }
}
