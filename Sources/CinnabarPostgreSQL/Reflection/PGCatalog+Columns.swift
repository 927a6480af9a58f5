import CinnabarEngine
import CinnabarSQL

extension PGCatalog {
    struct Column {
        var name: String
        var type: ColumnType
        var isNullable: Bool
        /// `pg_attribute.attidentity`: `a`, `d` or nothing.
        var identity: String
        var start: Int?
        var increment: Int?
        /// `pg_attribute.attgenerated`: `s` or nothing.
        var generated: String
        /// The default, or what a generated column computes.
        var expression: String?
        /// Whether the default is the next number of the column's own sequence.
        var isSerial: Bool
        var comment: String?
    }

    /// In the order of their positions.
    static func readColumns(_ connection: AsyncConnection, _ schemas: [OID]) async throws -> [OID: [Column]] {
        let query = text(unsafe: columnsSQL, ["schemas": schemas])
        let rows = try await connection.execute(
            query.columns(
                Int.self, String.self, Int.self, Bool.self, Int.self, String.self, Bool.self, String.self, Int?.self,
                Int?.self, String.self, String?.self, Bool.self, String?.self)
        ).all()
        var columns: [OID: [Column]] = [:]
        for row in rows {
            let type = ColumnType(oid: row.2, isArray: row.3, modifier: row.4, name: row.5)
            columns[row.0, default: []].append(
                Column(
                    name: row.1, type: type, isNullable: row.6, identity: row.7, start: row.8, increment: row.9,
                    generated: row.10, expression: row.11, isSerial: row.12, comment: row.13))
        }
        return columns
    }

    // An array's modifier is its elements'. A default keeps its parentheses, because DEFAULT takes only some
    // expressions without; GENERATED has parentheses of its own.
    private static let columnsSQL = """
        SELECT a.attrelid::pg_catalog.int8, a.attname::pg_catalog.text, COALESCE(e.oid, t.oid)::pg_catalog.int8,
            e.oid IS NOT NULL, a.atttypmod::pg_catalog.int8,
            pg_catalog.format_type(COALESCE(e.oid, t.oid), a.atttypmod), NOT a.attnotnull,
            a.attidentity::pg_catalog.text, s.seqstart, s.seqincrement, a.attgenerated::pg_catalog.text,
            pg_catalog.pg_get_expr(f.adbin, f.adrelid, a.attgenerated OPERATOR(pg_catalog.<>) ''),
            EXISTS (SELECT FROM pg_catalog.pg_depend o
                JOIN pg_catalog.pg_depend u ON u.classid \(equals) 'pg_catalog.pg_attrdef'::pg_catalog.regclass
                    AND u.objid \(equals) f.oid AND u.refobjid \(equals) o.objid
                    AND u.refclassid \(equals) 'pg_catalog.pg_class'::pg_catalog.regclass
                WHERE o.classid \(equals) 'pg_catalog.pg_class'::pg_catalog.regclass AND o.deptype \(equals) 'a'
                    AND o.refclassid \(equals) 'pg_catalog.pg_class'::pg_catalog.regclass
                    AND o.refobjid \(equals) a.attrelid AND o.refobjsubid \(equals) a.attnum),
            d.description
        FROM pg_catalog.pg_class c
        JOIN pg_catalog.pg_attribute a ON a.attrelid \(equals) c.oid
        JOIN pg_catalog.pg_type t ON t.oid \(equals) a.atttypid
        LEFT JOIN pg_catalog.pg_type e ON e.oid \(equals) t.typelem AND e.typarray \(equals) t.oid
        LEFT JOIN pg_catalog.pg_attrdef f ON f.adrelid \(equals) a.attrelid AND f.adnum \(equals) a.attnum
        LEFT JOIN pg_catalog.pg_depend i ON i.refclassid \(equals) 'pg_catalog.pg_class'::pg_catalog.regclass
            AND i.refobjid \(equals) a.attrelid AND i.refobjsubid \(equals) a.attnum
            AND i.classid \(equals) 'pg_catalog.pg_class'::pg_catalog.regclass AND i.deptype \(equals) 'i'
            AND a.attidentity OPERATOR(pg_catalog.<>) ''
        LEFT JOIN pg_catalog.pg_sequence s ON s.seqrelid \(equals) i.objid
        LEFT JOIN pg_catalog.pg_description d ON d.objoid \(equals) a.attrelid AND d.objsubid \(equals) a.attnum
            AND d.classoid \(equals) 'pg_catalog.pg_class'::pg_catalog.regclass
        WHERE \(isInSchemas) AND c.relkind \(equals) ANY ('{r,p}'::pg_catalog."char"[]) AND NOT c.relispartition
            AND a.attnum OPERATOR(pg_catalog.>) 0 AND NOT a.attisdropped
        ORDER BY a.attrelid, a.attnum
        """
}
