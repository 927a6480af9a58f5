import CinnabarEngine
import CinnabarSQL

extension PGCatalog {
    /// A table, view or sequence.
    struct Relation {
        var oid: OID
        var schema: String
        var name: String
        /// `pg_class.relkind`.
        var kind: String
        var isUnlogged: Bool
        var comment: String?
        /// A view's query.
        var query: String?
        var sequence: (start: Int, increment: Int)?
    }

    struct TriggerRow {
        var table: OID
        var name: String
        var sql: String
    }

    /// Without partitions, which belong to their tables, sequences that belong to columns, and what extensions own.
    static func readRelations(_ connection: AsyncConnection, _ schemas: [OID]) async throws -> [Relation] {
        let query = text(
            unsafe: """
                SELECT c.oid::pg_catalog.int8, n.nspname::pg_catalog.text, c.relname::pg_catalog.text,
                    c.relkind::pg_catalog.text, c.relpersistence \(equals) 'u', d.description,
                    CASE WHEN c.relkind \(equals) ANY ('{v,m}'::pg_catalog."char"[])
                        THEN pg_catalog.pg_get_viewdef(c.oid, true) END,
                    s.seqstart, s.seqincrement
                FROM pg_catalog.pg_class c
                JOIN pg_catalog.pg_namespace n ON n.oid \(equals) c.relnamespace
                LEFT JOIN pg_catalog.pg_sequence s ON s.seqrelid \(equals) c.oid
                LEFT JOIN pg_catalog.pg_description d ON d.objoid \(equals) c.oid AND d.objsubid \(equals) 0
                    AND d.classoid \(equals) 'pg_catalog.pg_class'::pg_catalog.regclass
                WHERE \(isInSchemas)
                    AND c.relkind \(equals) ANY ('{r,p,v,m,S}'::pg_catalog."char"[])
                    AND NOT c.relispartition
                    AND NOT \(isExtensions("pg_catalog.pg_class", "c.oid"))
                    AND NOT (c.relkind \(equals) 'S' AND EXISTS (SELECT FROM pg_catalog.pg_depend o
                        WHERE o.classid \(equals) 'pg_catalog.pg_class'::pg_catalog.regclass
                        AND o.objid \(equals) c.oid
                        AND o.refclassid \(equals) 'pg_catalog.pg_class'::pg_catalog.regclass
                        AND o.deptype \(equals) ANY ('{a,i}'::pg_catalog."char"[])))
                """, ["schemas": schemas])
        let rows = try await connection.execute(
            query.columns(
                Int.self, String.self, String.self, String.self, Bool.self, String?.self, String?.self, Int?.self,
                Int?.self)
        ).all()
        return rows.map { row in
            let sequence: (Int, Int)? = if let start = row.7, let increment = row.8 { (start, increment) } else { nil }
            return Relation(
                oid: row.0, schema: row.1, name: row.2, kind: row.3, isUnlogged: row.4, comment: row.5, query: row.6,
                sequence: sequence)
        }
    }

    static func readTriggers(_ connection: AsyncConnection, _ schemas: [OID]) async throws -> [TriggerRow] {
        let query = text(
            unsafe: """
                SELECT t.tgrelid::pg_catalog.int8, t.tgname::pg_catalog.text,
                    pg_catalog.pg_get_triggerdef(t.oid, true)
                FROM pg_catalog.pg_trigger t
                JOIN pg_catalog.pg_class c ON c.oid \(equals) t.tgrelid
                WHERE \(isInSchemas) AND NOT t.tgisinternal
                """, ["schemas": schemas])
        return try await connection.execute(query.columns(Int.self, String.self, String?.self)).all()
            // One that was dropped meanwhile has no text.
            .compactMap { row in row.2.map { TriggerRow(table: row.0, name: row.1, sql: $0) } }
    }
}
