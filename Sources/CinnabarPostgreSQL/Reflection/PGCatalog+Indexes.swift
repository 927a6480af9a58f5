import CinnabarEngine
import CinnabarSQL

extension PGCatalog {
    /// A column or expression of an index.
    struct IndexPart {
        var index: String
        var isUnique: Bool
        var method: String
        var condition: String?
        /// Whether it is only carried along (`INCLUDE`).
        var isIncluded: Bool
        /// Nil for an expression.
        var column: String?
        var expression: String?
        var operatorClass: String?
        var isDescending: Bool
    }

    /// By table, in the order of the indexes' names; those that constraints have made are the constraints'.
    static func readIndexes(
        _ connection: AsyncConnection, _ schemas: [OID], isInvalidRead: Bool
    ) async throws -> [OID: [IndexPart]] {
        let query = text(unsafe: indexesSQL, ["schemas": schemas, "invalid": isInvalidRead])
        let rows = try await connection.execute(
            query.columns(
                Int.self, String.self, Bool.self, String.self, String?.self, Bool.self, String?.self, String?.self,
                String?.self, Int.self)
        ).all()
        var indexes: [OID: [IndexPart]] = [:]
        for row in rows {
            indexes[row.0, default: []].append(
                IndexPart(
                    index: row.1, isUnique: row.2, method: row.3, condition: row.4, isIncluded: row.5, column: row.6,
                    expression: row.7, operatorClass: row.8, isDescending: row.9 & 1 == 1))
        }
        return indexes
    }

    // The vectors of pg_index count from zero; what is only carried along has neither options nor operator class.
    private static let indexesSQL = """
        SELECT i.indrelid::pg_catalog.int8, x.relname::pg_catalog.text, i.indisunique, m.amname::pg_catalog.text,
            pg_catalog.pg_get_expr(i.indpred, i.indrelid, true),
            p.number OPERATOR(pg_catalog.>=) i.indnkeyatts::pg_catalog.int4, a.attname::pg_catalog.text,
            CASE WHEN a.attname IS NULL
                THEN pg_catalog.pg_get_indexdef(i.indexrelid, p.number OPERATOR(pg_catalog.+) 1, true) END,
            CASE WHEN o.oid IS NULL THEN NULL
                WHEN pg_catalog.pg_opclass_is_visible(o.oid) THEN pg_catalog.quote_ident(o.opcname::pg_catalog.text)
                ELSE pg_catalog.format('%I.%I', n.nspname, o.opcname) END,
            COALESCE(i.indoption[p.number], 0::pg_catalog.int2)::pg_catalog.int8
        FROM pg_catalog.pg_index i
        JOIN pg_catalog.pg_class c ON c.oid \(equals) i.indrelid
        JOIN pg_catalog.pg_class x ON x.oid \(equals) i.indexrelid
        JOIN pg_catalog.pg_am m ON m.oid \(equals) x.relam
        CROSS JOIN LATERAL pg_catalog.generate_subscripts(i.indkey::pg_catalog.int2[], 1) AS p (number)
        LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid \(equals) i.indrelid
            AND a.attnum \(equals) i.indkey[p.number] AND a.attnum OPERATOR(pg_catalog.<>) 0
        LEFT JOIN pg_catalog.pg_opclass o ON o.oid \(equals) i.indclass[p.number] AND NOT o.opcdefault
        LEFT JOIN pg_catalog.pg_namespace n ON n.oid \(equals) o.opcnamespace
        WHERE \(isInSchemas) AND c.relkind \(equals) ANY ('{r,p}'::pg_catalog."char"[]) AND NOT c.relispartition
            AND (i.indisvalid OR CAST(:invalid AS pg_catalog.bool))
            AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint k WHERE k.conindid \(equals) i.indexrelid
                AND k.contype \(equals) ANY ('{p,u,x}'::pg_catalog."char"[]))
        ORDER BY i.indrelid, x.relname, p.number
        """
}
