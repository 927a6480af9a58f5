import CinnabarEngine
import CinnabarSQL

/// What the catalog says, read by a constant number of queries; putting it together needs no database.
///
/// Every name and operator is qualified: a schema that stands before `pg_catalog` in the search path could otherwise
/// put its own `pg_class` or `=` in their place (see CVE-2018-1058).
struct PGCatalog {
    /// The server's number of a schema, table or type.
    typealias OID = Int

    var schemas: [Schema] = []
    var relations: [Relation] = []
    var columns: [OID: [Column]] = [:]
    var constraints: [OID: [Constraint]] = [:]
    var indexes: [OID: [IndexPart]] = [:]
    var enums: [OID: Enum] = [:]
    var triggers: [TriggerRow] = []

    static func read(_ connection: AsyncConnection, _ options: ReflectionOptions) async throws -> PGCatalog {
        var catalog = PGCatalog()
        catalog.schemas = try await readSchemas(connection).filter { $0.isRead(options.schemas) }
        let schemas = catalog.schemas.map(\.oid)
        catalog.enums = try await readEnums(connection)
        catalog.relations = try await readRelations(connection, schemas)
        catalog.columns = try await readColumns(connection, schemas)
        catalog.constraints = try await readConstraints(connection, schemas)
        catalog.indexes = try await readIndexes(connection, schemas, isInvalidRead: options.includesInvalidIndexes)
        catalog.triggers = try await readTriggers(connection, schemas)
        return catalog
    }

    /// A schema's name in the values: none for the default one.
    func name(ofSchema name: String) -> String? { schemas.contains { $0.isDefault && $0.name == name } ? nil : name }
}

extension PGCatalog {
    /// The operator `=`, whatever the search path is.
    static let equals = "OPERATOR(pg_catalog.=)"

    /// Whether the relation `c` lies in one of the schemas.
    static let isInSchemas =
        "c.relnamespace \(equals) ANY (CAST(CAST(:schemas AS pg_catalog.int8[]) AS pg_catalog.oid[]))"

    /// Whether an object is an extension's.
    static func isExtensions(_ catalog: String, _ oid: String) -> String {
        """
        EXISTS (SELECT FROM pg_catalog.pg_depend x WHERE x.classid \(equals) '\(catalog)'::pg_catalog.regclass
            AND x.objid \(equals) \(oid) AND x.objsubid \(equals) 0 AND x.deptype \(equals) 'e')
        """
    }

    /// The names of a constraint's columns, in the constraint's order.
    static func columnNames(_ numbers: String, of relation: String) -> String {
        """
        ARRAY(SELECT a.attname::pg_catalog.text
            FROM pg_catalog.unnest(\(numbers)) WITH ORDINALITY AS p (number, position)
            JOIN pg_catalog.pg_attribute a ON a.attrelid \(equals) \(relation) AND a.attnum \(equals) p.number
            ORDER BY p.position)
        """
    }
}
