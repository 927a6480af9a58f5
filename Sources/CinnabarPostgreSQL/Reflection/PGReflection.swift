package import CinnabarEngine
package import CinnabarSQL

/// Reads what a PostgreSQL database has from its catalogs.
///
/// Ten queries, whatever the number of tables. Every name and operator is qualified, so that objects of other schemas
/// that bear the catalog's names are never taken for it. What extensions own is left out.
struct PGReflection {
    let connection: AsyncConnection
    let options: ReflectionOptions

    /// The schema's condition, for a row `n` of pg_namespace.
    private var wanted: SQLFragment {
        let standard: SQLFragment = "n.nspname OPERATOR(pg_catalog.=) pg_catalog.current_schema()"
        switch options.schemas {
        case .standard: return standard
        case .named(let names):
            return "(\(standard) OR n.nspname OPERATOR(pg_catalog.=) ANY (\(names)::pg_catalog.text[]))"
        case .all:
            return """
                (n.nspname OPERATOR(pg_catalog.!~) '^pg_' AND n.nspname OPERATOR(pg_catalog.<>) 'information_schema')
                """
        }
    }

    /// The object belongs to no extension.
    private func isOwn(_ catalog: String, _ alias: String) -> SQLFragment {
        SQLFragment(
            unsafe: """
                NOT EXISTS (SELECT FROM pg_catalog.pg_depend x WHERE x.classid OPERATOR(pg_catalog.=) \
                'pg_catalog.\(catalog)'::pg_catalog.regclass AND x.objid OPERATOR(pg_catalog.=) \(alias).oid \
                AND x.deptype OPERATOR(pg_catalog.=) 'e')
                """)
    }

    func read() async throws -> DatabaseSchema {
        let standard = try await connection.scalar(
            text("SELECT coalesce(pg_catalog.current_schema()::pg_catalog.text, '')").columns(String.self))
        let relations = try await self.relations()
        let enums = try await self.enums(standard)
        var reader = PGTableReader(standard: standard, enums: enums)
        reader.columns = try await columns()
        reader.constraints = try await constraints()
        reader.indexes = try await indexes()
        var schema = DatabaseSchema()
        schema.enums = enums.values.sorted {
            ($0.schema ?? "", $0.name) < ($1.schema ?? "", $1.name)
        }
        for relation in relations {
            let name = TableName(relation.name, schema: relation.schema == standard ? nil : relation.schema)
            guard options.includes(name) else { continue }
            switch relation.kind {
            case "r", "p": schema.tables.append(reader.table(name, relation))
            case "v", "m":
                schema.views.append(
                    View(
                        name.name, schema: name.schema, sql: relation.definition ?? "",
                        isMaterialized: relation.kind == "m"))
            default: break
            }
        }
        schema.sequences = try await sequences(standard).filter {
            options.includes(TableName($0.name, schema: $0.schema))
        }
        schema.triggers = try await triggers(standard).filter { options.includes($0.table) }
        schema.schemas = try await connection.execute(
            sql(
                """
                SELECT n.nspname::pg_catalog.text FROM pg_catalog.pg_namespace n \
                WHERE n.nspname OPERATOR(pg_catalog.!~) '^pg_' \
                AND n.nspname OPERATOR(pg_catalog.<>) 'information_schema' \
                AND n.nspname OPERATOR(pg_catalog.<>) \(standard) ORDER BY 1
                """
            ).columns(String.self)
        ).all()
        return schema
    }

    private func relations() async throws -> [PGRelationRow] {
        try await connection.execute(
            sql(
                """
                SELECT c.oid::pg_catalog.int8, n.nspname::pg_catalog.text, c.relname::pg_catalog.text, \
                c.relkind::pg_catalog.text, c.relpersistence::pg_catalog.text, \
                pg_catalog.obj_description(c.oid, 'pg_class'), \
                CASE WHEN c.relkind OPERATOR(pg_catalog.=) ANY ('{v,m}'::"char"[]) \
                THEN pg_catalog.pg_get_viewdef(c.oid) END \
                FROM pg_catalog.pg_class c \
                JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace \
                WHERE c.relkind OPERATOR(pg_catalog.=) ANY ('{r,p,v,m}'::"char"[]) AND NOT c.relispartition \
                AND \(wanted) AND \(isOwn("pg_class", "c")) ORDER BY n.nspname, c.relname
                """
            ).columns(
                Int64.self, String.self, String.self, String.self, String.self, String?.self, String?.self)
        ).all().map {
            PGRelationRow(
                oid: $0.0, schema: $0.1, name: $0.2, kind: $0.3, persistence: $0.4, comment: $0.5, definition: $0.6)
        }
    }

    private func enums(_ standard: String) async throws -> [Int64: EnumType] {
        let rows = try await connection.execute(
            sql(
                """
                SELECT t.oid::pg_catalog.int8, n.nspname::pg_catalog.text, t.typname::pg_catalog.text, \
                ARRAY(SELECT e.enumlabel::pg_catalog.text FROM pg_catalog.pg_enum e \
                WHERE e.enumtypid OPERATOR(pg_catalog.=) t.oid ORDER BY e.enumsortorder) \
                FROM pg_catalog.pg_type t \
                JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) t.typnamespace \
                WHERE t.typtype OPERATOR(pg_catalog.=) 'e' AND \(wanted) AND \(isOwn("pg_type", "t")) ORDER BY 2, 3
                """
            ).columns(Int64.self, String.self, String.self, [String].self)
        ).all()
        return rows.reduce(into: [:]) { found, row in
            found[row.0] = EnumType(row.2, schema: row.1 == standard ? nil : row.1, labels: row.3)
        }
    }

    private func sequences(_ standard: String) async throws -> [SequenceDefinition] {
        try await connection.execute(
            sql(
                """
                SELECT n.nspname::pg_catalog.text, c.relname::pg_catalog.text, s.seqstart, s.seqincrement \
                FROM pg_catalog.pg_sequence s \
                JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) s.seqrelid \
                JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace \
                WHERE \(wanted) AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend x \
                WHERE x.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_class'::pg_catalog.regclass \
                AND x.objid OPERATOR(pg_catalog.=) c.oid \
                AND x.deptype OPERATOR(pg_catalog.=) ANY ('{a,i,e}'::"char"[])) ORDER BY 1, 2
                """
            ).columns(String.self, String.self, Int.self, Int.self)
        ).all().map {
            SequenceDefinition($0.1, schema: $0.0 == standard ? nil : $0.0, start: $0.2, increment: $0.3)
        }
    }

    private func triggers(_ standard: String) async throws -> [Trigger] {
        try await connection.execute(
            sql(
                """
                SELECT n.nspname::pg_catalog.text, c.relname::pg_catalog.text, t.tgname::pg_catalog.text, \
                pg_catalog.pg_get_triggerdef(t.oid) FROM pg_catalog.pg_trigger t \
                JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) t.tgrelid \
                JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace \
                WHERE NOT t.tgisinternal AND \(wanted) AND \(isOwn("pg_trigger", "t")) ORDER BY 1, 2, 3
                """
            ).columns(String.self, String.self, String.self, String.self)
        ).all().map { Trigger($0.2, on: TableName($0.1, schema: $0.0 == standard ? nil : $0.0), sql: $0.3) }
    }
}

extension PGReflection {
    private func columns() async throws -> [Int64: [PGColumnRow]] {
        let rows = try await connection.execute(
            sql(
                """
                SELECT a.attrelid::pg_catalog.int8, a.attname::pg_catalog.text, a.atttypid::pg_catalog.int8, \
                pg_catalog.format_type(a.atttypid, a.atttypmod), a.attnotnull, \
                pg_catalog.pg_get_expr(d.adbin, d.adrelid), a.attidentity::pg_catalog.text \
                OPERATOR(pg_catalog.||) a.attgenerated::pg_catalog.text, \
                pg_catalog.col_description(a.attrelid, a.attnum::pg_catalog.int4), coalesce(t.typelem::pg_catalog.int8, 0), \
                s.seqstart, s.seqincrement \
                FROM pg_catalog.pg_attribute a \
                JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) a.attrelid \
                JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace \
                JOIN pg_catalog.pg_type t ON t.oid OPERATOR(pg_catalog.=) a.atttypid \
                LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid OPERATOR(pg_catalog.=) a.attrelid \
                AND d.adnum OPERATOR(pg_catalog.=) a.attnum \
                LEFT JOIN pg_catalog.pg_depend x ON x.refclassid OPERATOR(pg_catalog.=) 'pg_catalog.pg_class'::pg_catalog.regclass \
                AND x.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_class'::pg_catalog.regclass \
                AND x.refobjid OPERATOR(pg_catalog.=) a.attrelid \
                AND x.refobjsubid OPERATOR(pg_catalog.=) a.attnum::pg_catalog.int4 \
                AND x.deptype OPERATOR(pg_catalog.=) ANY ('{a,i}'::"char"[]) \
                AND EXISTS (SELECT FROM pg_catalog.pg_sequence q WHERE q.seqrelid OPERATOR(pg_catalog.=) x.objid) \
                LEFT JOIN pg_catalog.pg_sequence s ON s.seqrelid OPERATOR(pg_catalog.=) x.objid \
                WHERE a.attnum OPERATOR(pg_catalog.>) 0 AND NOT a.attisdropped \
                AND c.relkind OPERATOR(pg_catalog.=) ANY ('{r,p}'::"char"[]) AND \(wanted) \
                ORDER BY a.attrelid, a.attnum
                """
            ).columns(
                Int64.self, String.self, Int64.self, String.self, Bool.self, String?.self, String.self, String?.self,
                Int64.self, Int?.self, Int?.self)
        ).all()
        return rows.reduce(into: [:]) { found, row in
            found[row.0, default: []].append(
                PGColumnRow(
                    name: row.1, type: row.2, typeName: row.3, isRequired: row.4, expression: row.5, marks: row.6,
                    comment: row.7, element: row.8, sequence: row.9.map { ($0, row.10 ?? 1) }))
        }
    }

    private func constraints() async throws -> [Int64: [PGConstraintRow]] {
        func names(_ numbers: String, _ table: String) -> SQLFragment {
            SQLFragment(
                unsafe: """
                    ARRAY(SELECT a.attname::pg_catalog.text FROM pg_catalog.unnest(k.\(numbers)) WITH ORDINALITY u(n, o) \
                    JOIN pg_catalog.pg_attribute a ON a.attrelid OPERATOR(pg_catalog.=) k.\(table) \
                    AND a.attnum OPERATOR(pg_catalog.=) u.n ORDER BY u.o)
                    """)
        }
        let rows = try await connection.execute(
            sql(
                """
                SELECT k.conrelid::pg_catalog.int8, k.conname::pg_catalog.text, k.contype::pg_catalog.text, \
                \(names("conkey", "conrelid")), rn.nspname::pg_catalog.text, rc.relname::pg_catalog.text, \
                \(names("confkey", "confrelid")), k.confdeltype::pg_catalog.text \
                OPERATOR(pg_catalog.||) k.confupdtype::pg_catalog.text, \
                CASE WHEN NOT k.condeferrable THEN 0 WHEN k.condeferred THEN 2 ELSE 1 END, \
                CASE WHEN k.contype OPERATOR(pg_catalog.=) 'c' \
                THEN pg_catalog.pg_get_expr(k.conbin, k.conrelid) END \
                FROM pg_catalog.pg_constraint k \
                JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) k.conrelid \
                JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace \
                LEFT JOIN pg_catalog.pg_class rc ON rc.oid OPERATOR(pg_catalog.=) k.confrelid \
                LEFT JOIN pg_catalog.pg_namespace rn ON rn.oid OPERATOR(pg_catalog.=) rc.relnamespace \
                WHERE k.contype OPERATOR(pg_catalog.=) ANY ('{p,u,f,c}'::"char"[]) \
                AND k.conparentid OPERATOR(pg_catalog.=) 0::pg_catalog.oid AND \(wanted) ORDER BY 1, 2
                """
            ).columns(
                Int64.self, String.self, String.self, [String].self, String?.self, String?.self, [String].self,
                String.self, Int.self, String?.self)
        ).all()
        return rows.reduce(into: [:]) { found, row in
            found[row.0, default: []].append(
                PGConstraintRow(
                    name: row.1, kind: row.2, columns: row.3, targetSchema: row.4, target: row.5, referenced: row.6,
                    actions: row.7, deferrability: row.8, condition: row.9))
        }
    }

    private func indexes() async throws -> [Int64: [PGIndexRow]] {
        let valid: SQLFragment = options.includesInvalidIndexes ? "TRUE" : "i.indisvalid"
        let rows = try await connection.execute(
            sql(
                """
                SELECT i.indrelid::pg_catalog.int8, c.relname::pg_catalog.text, i.indisunique, \
                m.amname::pg_catalog.text, pg_catalog.pg_get_expr(i.indpred, i.indrelid), \
                i.indnkeyatts::pg_catalog.int4, \
                ARRAY(SELECT pg_catalog.pg_get_indexdef(i.indexrelid, p, TRUE) \
                FROM pg_catalog.generate_series(1, i.indnatts::pg_catalog.int4) p ORDER BY p), \
                ARRAY(SELECT coalesce((SELECT a.attname::pg_catalog.text FROM pg_catalog.pg_attribute a \
                WHERE a.attrelid OPERATOR(pg_catalog.=) i.indrelid \
                AND a.attnum OPERATOR(pg_catalog.=) i.indkey[p] AND i.indkey[p] OPERATOR(pg_catalog.>) 0), '') \
                FROM pg_catalog.generate_series(0, i.indnatts::pg_catalog.int4 OPERATOR(pg_catalog.-) 1) p ORDER BY p), \
                ARRAY(SELECT i.indoption[p]::pg_catalog.int4 \
                FROM pg_catalog.generate_series(0, i.indnkeyatts::pg_catalog.int4 OPERATOR(pg_catalog.-) 1) p ORDER BY p), \
                ARRAY(SELECT CASE WHEN o.opcdefault THEN '' ELSE o.opcname::pg_catalog.text END \
                FROM pg_catalog.generate_series(0, i.indnkeyatts::pg_catalog.int4 OPERATOR(pg_catalog.-) 1) p \
                JOIN pg_catalog.pg_opclass o ON o.oid OPERATOR(pg_catalog.=) i.indclass[p] ORDER BY p) \
                FROM pg_catalog.pg_index i \
                JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) i.indexrelid \
                JOIN pg_catalog.pg_am m ON m.oid OPERATOR(pg_catalog.=) c.relam \
                JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace \
                WHERE NOT c.relispartition AND \(wanted) AND \(valid) AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint k \
                WHERE k.conindid OPERATOR(pg_catalog.=) i.indexrelid \
                AND k.contype OPERATOR(pg_catalog.=) ANY ('{p,u,x}'::"char"[])) ORDER BY 1, 2
                """
            ).columns(
                Int64.self, String.self, Bool.self, String.self, String?.self, Int.self, [String].self, [String].self,
                [Int].self, [String].self)
        ).all()
        return rows.reduce(into: [:]) { found, row in
            found[row.0, default: []].append(
                PGIndexRow(
                    name: row.1, isUnique: row.2, method: row.3, condition: row.4, keyCount: row.5, texts: row.6,
                    columns: row.7, orders: row.8, operatorClasses: row.9))
        }
    }
}

extension PostgreSQLSource {
    package func reflect(_ connection: AsyncConnection, _ options: ReflectionOptions) async throws -> DatabaseSchema {
        try await PGReflection(connection: connection, options: options).read()
    }
}
