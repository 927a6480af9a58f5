import CinnabarEngine
import CinnabarSQL

extension PGCatalog {
    struct Constraint {
        var name: String
        /// `pg_constraint.contype`.
        var kind: String
        var columns: [String]
        var target: Target?
        /// A check's condition.
        var condition: String?
    }

    /// What a foreign key refers to, and how.
    struct Target {
        var schema: String
        var table: String
        var columns: [String]
        var onUpdate: ReferentialAction?
        var onDelete: ReferentialAction?
        var deferrable: Deferrability?
    }

    /// By table, in the order of their names.
    static func readConstraints(_ connection: AsyncConnection, _ schemas: [OID]) async throws -> [OID: [Constraint]] {
        // A key that refers to a partitioned table has a twin for each partition: those have a parent.
        let query = text(
            unsafe: """
                SELECT k.conrelid::pg_catalog.int8, k.conname::pg_catalog.text, k.contype::pg_catalog.text,
                    \(columnNames("k.conkey", of: "k.conrelid")),
                    rn.nspname::pg_catalog.text, r.relname::pg_catalog.text,
                    \(columnNames("k.confkey", of: "k.confrelid")),
                    k.confupdtype::pg_catalog.text, k.confdeltype::pg_catalog.text, k.condeferrable, k.condeferred,
                    pg_catalog.pg_get_expr(k.conbin, k.conrelid, true)
                FROM pg_catalog.pg_constraint k
                JOIN pg_catalog.pg_class c ON c.oid \(equals) k.conrelid
                LEFT JOIN pg_catalog.pg_class r ON r.oid \(equals) k.confrelid
                LEFT JOIN pg_catalog.pg_namespace rn ON rn.oid \(equals) r.relnamespace
                WHERE \(isInSchemas) AND NOT c.relispartition
                    AND k.contype \(equals) ANY ('{p,u,f,c}'::pg_catalog."char"[]) AND k.conparentid \(equals) 0
                ORDER BY k.conrelid, k.conname
                """, ["schemas": schemas])
        let rows = try await connection.execute(
            query.columns(
                Int.self, String.self, String.self, [String].self, String?.self, String?.self, [String].self,
                String.self, String.self, Bool.self, Bool.self, String?.self)
        ).all()
        var constraints: [OID: [Constraint]] = [:]
        for row in rows {
            var target: Target?
            if let schema = row.4, let table = row.5 {
                let deferrable: Deferrability? = row.10 ? .initiallyDeferred : row.9 ? .initiallyImmediate : nil
                target = Target(
                    schema: schema, table: table, columns: row.6, onUpdate: action(row.7), onDelete: action(row.8),
                    deferrable: deferrable)
            }
            constraints[row.0, default: []].append(
                Constraint(name: row.1, kind: row.2, columns: row.3, target: target, condition: row.11))
        }
        return constraints
    }

    /// NO ACTION is what a key does that says nothing.
    private static func action(_ letter: String) -> ReferentialAction? {
        switch letter {
        case "r": .restrict
        case "c": .cascade
        case "n": .setNull
        case "d": .setDefault
        default: nil
        }
    }
}
