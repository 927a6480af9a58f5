import CinnabarEngine
import CinnabarSQL
import Foundation
import XCTest

/// Which objects are seen, through whose eyes, and at what price.
final class PostgreSQLReflectionScopeTests: XCTestCase {
    func testOtherSchemasAreReadWhenNamed() async throws {
        try await onPostgreSQL { database in
            let other = "other_\(UInt32.random(in: 0 ... .max))"
            do {
                try await database.engine.run(
                    """
                    CREATE SCHEMA \(other);
                    CREATE TYPE \(other).size AS ENUM ('s', 'l');
                    CREATE TABLE here (id int PRIMARY KEY, size \(other).size);
                    CREATE TABLE \(other).there (id int PRIMARY KEY REFERENCES here, size \(other).size);
                    ALTER TABLE here ADD CONSTRAINT out FOREIGN KEY (id) REFERENCES \(other).there;
                    CREATE OPERATOR CLASS \(other)."Odd" FOR TYPE int4 USING btree AS OPERATOR 1 <, OPERATOR 2 <=,
                        OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 btint4cmp(int4, int4);
                    CREATE INDEX odd ON here (id \(other)."Odd");
                    """)
                let size = EnumType("size", schema: other, labels: ["s", "l"])
                let own = try await database.engine.reflect()
                XCTAssertEqual(own.tables.map(\.key), ["here"])
                XCTAssertEqual(own.enums, [])
                XCTAssertEqual(own.schemas, [])
                XCTAssertEqual(own.tables.first?.columns.map(\.type), [.integer, .enumeration(size)])
                XCTAssertEqual(own.tables.first?.foreignKeys.map(\.target), [TableName("there", schema: other)])
                XCTAssertEqual(
                    own.tables.first?.indexes,
                    [Index([.column("id", operatorClass: "\(other).\"Odd\"")], name: "odd")])
                let both = try await database.engine.reflect(ReflectionOptions(schemas: .named([other, "none"])))
                XCTAssertEqual(both.tables.map(\.key), ["here", TableName("there", schema: other)])
                XCTAssertEqual(both.enums, [size])
                XCTAssertEqual(both.schemas, [other])
                XCTAssertEqual(both.tables.last?.foreignKeys.map(\.target), ["here"])
                XCTAssertEqual(both.tables.last?.options, [])
                let all = try await database.engine.reflect(ReflectionOptions(schemas: .all))
                XCTAssertTrue(all.schemas.contains(other))
                XCTAssertFalse(all.schemas.contains { $0.hasPrefix("pg_") || $0 == "information_schema" })
                XCTAssertTrue(all.tables.contains { $0.key == TableName("there", schema: other) })
            } catch { XCTFail("\(error)") }
            try await database.engine.run("DROP SCHEMA IF EXISTS \(other) CASCADE")
        }
    }

    func testATransactionSeesWhatItHasChanged() async throws {
        struct Refusal: Error {}
        try await onPostgreSQL { database in
            do {
                try await database.engine.begin { connection in
                    try await connection.execute(sql("CREATE TABLE fresh (id int)"))
                    let inside = try await connection.reflect()
                    XCTAssertEqual(inside.tables.map(\.name), ["fresh"])
                    throw Refusal()
                }
            } catch is Refusal {}
            let outside = try await database.engine.reflect()
            XCTAssertEqual(outside.tables.map(\.name), [])
        }
    }

    func testWhatAnExtensionOwnsIsLeftOut() async throws {
        struct Refusal: Error {}
        try await onPostgreSQL { database in
            try await database.engine.run(
                """
                CREATE TYPE brought AS ENUM ('a');
                CREATE TABLE theirs (id int);
                CREATE VIEW their_view AS SELECT 1 AS one;
                CREATE SEQUENCE their_sequence;
                CREATE TABLE ours (id int, brought brought);
                """)
            do {
                // Membership ends with the transaction: the extension is everybody's.
                try await database.engine.begin { connection in
                    for object in ["TYPE brought", "TABLE theirs", "VIEW their_view", "SEQUENCE their_sequence"] {
                        try await connection.execute(sql("ALTER EXTENSION plpgsql ADD \(unsafe: object)"))
                    }
                    let found = try await connection.reflect()
                    XCTAssertEqual(found.tables.map(\.name), ["ours"])
                    XCTAssertEqual(found.tables.first?.columns.map(\.type), [.integer, .custom("brought")])
                    XCTAssertEqual(found.enums, [])
                    XCTAssertEqual(found.views, [])
                    XCTAssertEqual(found.sequences, [])
                    throw Refusal()
                }
            } catch is Refusal {}
            let found = try await database.engine.reflect()
            XCTAssertEqual(found.tables.map(\.name), ["ours", "theirs"])
            XCTAssertEqual(found.enums, [EnumType("brought", labels: ["a"])])
            XCTAssertEqual(found.views.map(\.name), ["their_view"])
            XCTAssertEqual(found.sequences, [SequenceDefinition("their_sequence")])
        }
    }

    func testInvalidIndexesAreReadWhenAskedFor() async throws {
        try await onPostgreSQL { database in
            try await database.engine.run("CREATE TABLE twins (id int)")
            try await database.engine.run("INSERT INTO twins VALUES (1), (1)")
            let refused = await failure {
                _ = try await database.engine.execute(sql("CREATE UNIQUE INDEX CONCURRENTLY broken ON twins (id)"))
            }
            XCTAssertNotNil(refused)
            let standard = try await database.engine.reflect()
            XCTAssertEqual(standard.table("twins")?.indexes, [])
            let whole = try await database.engine.reflect(ReflectionOptions(includesInvalidIndexes: true))
            XCTAssertEqual(
                whole.table("twins")?.indexes, [Index([.column("id")], name: "broken", unique: true)])
        }
    }

    /// What an attacker puts before `pg_catalog` in the search path is never called (CVE-2018-1058).
    func testObjectsInFrontOfTheCatalogAreNotUsed() async throws {
        try await onPostgreSQL { database in
            try await database.engine.run(Self.ordinary)
            let expected = try await database.engine.reflect()
            XCTAssertEqual(expected.tables.map(\.name), ["child", "parent"])
            try await database.engine.run(Self.hostile)
            try await database.engine.begin { connection in
                let own = try await connection.execute(
                    sql("SELECT pg_catalog.current_schema()::pg_catalog.text").columns(String.self)
                ).all()
                let schema = try XCTUnwrap(own.first)
                try await connection.execute(
                    sql("SET LOCAL search_path = \(identifier: schema), pg_catalog"))
                // The trap works: whoever does not qualify falls into it.
                let error = await failure {
                    _ = try await connection.beginNested { inner in
                        try await inner.execute(
                            sql("SELECT 1 FROM pg_catalog.pg_class WHERE oid = '1'::pg_catalog.oid"))
                    }
                }
                XCTAssertTrue(String(reflecting: error).contains("trapped"), String(reflecting: error))
                let found = try await connection.reflect()
                XCTAssertEqual(found.tables.map(\.name), ["child", "parent", "pg_attribute", "pg_class"])
                for table in expected.tables {
                    let other = try XCTUnwrap(found.table(table.key))
                    XCTAssertEqual(other.columns.map(ColumnShape.init), table.columns.map(ColumnShape.init))
                    XCTAssertEqual(other.primaryKey, table.primaryKey)
                    XCTAssertEqual(other.foreignKeys, table.foreignKeys)
                    XCTAssertEqual(other.uniques, table.uniques)
                    XCTAssertEqual(other.indexes, table.indexes)
                    XCTAssertEqual(other.comment, table.comment)
                }
                XCTAssertEqual(found.enums, expected.enums)
                XCTAssertEqual(found.triggers.map(\.name), expected.triggers.map(\.name))
                let path = try await connection.execute(sql("SHOW search_path").columns(String.self)).all()
                XCTAssertEqual(path, ["\(schema), pg_catalog"])
            }
        }
    }

    func testFiveHundredTablesTakeAsManyQueriesAsOne() async throws {
        try await onPostgreSQL { database in
            let log = StatementLog(database.engine)
            try await database.engine.run("CREATE TABLE parent (id int PRIMARY KEY)")
            log.clear()
            let one = try await database.engine.reflect()
            XCTAssertEqual(one.tables.count, 1)
            let queries = log.statements
            XCTAssertEqual(queries.count, 7)
            try await database.engine.run(
                """
                DO $$ BEGIN FOR n IN 1..499 LOOP EXECUTE format('CREATE TABLE t%s (id serial PRIMARY KEY, a text NOT NULL
                    DEFAULT ''x'', b int REFERENCES parent, c numeric(8, 2) CHECK (c > 0), d timestamptz DEFAULT now(),
                    UNIQUE (a, b)); CREATE INDEX i%s ON t%s (lower(a), b DESC)', n, n, n); END LOOP; END $$
                """)
            log.clear()
            let start = ContinuousClock.now
            let all = try await database.engine.reflect()
            let taken = ContinuousClock.now - start
            XCTAssertEqual(all.tables.count, 500)
            XCTAssertEqual(all.tables.map(\.columns.count).reduce(0, +), 499 * 5 + 1)
            XCTAssertEqual(all.tables.map(\.indexes.count).reduce(0, +), 499)
            XCTAssertEqual(log.statements, queries)
            XCTAssertLessThan(taken, .seconds(3))
        }
    }

    private static let ordinary = """
        CREATE TYPE mood AS ENUM ('b', 'a');
        CREATE TABLE parent (id serial PRIMARY KEY, mood mood, name varchar(5) DEFAULT 'x' UNIQUE);
        CREATE TABLE child (id bigint GENERATED ALWAYS AS IDENTITY (START 3) PRIMARY KEY,
            parent int REFERENCES parent ON DELETE CASCADE);
        CREATE INDEX by_parent ON child (parent DESC, (parent % 2));
        COMMENT ON TABLE child IS 'small';
        COMMENT ON COLUMN child.parent IS 'large';
        CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
        CREATE TRIGGER touching BEFORE UPDATE ON child FOR EACH ROW EXECUTE FUNCTION touch();
        """

    private static let hostile = """
        CREATE TABLE pg_class (oid oid, relname text);
        CREATE TABLE pg_attribute (attrelid oid);
        DO $do$
        DECLARE kind text; sign text;
        BEGIN
            FOREACH kind IN ARRAY ARRAY['oid', 'name', 'text', '"char"', 'int2', 'int4', 'int8', 'bool', 'regclass'] LOOP
                EXECUTE format('CREATE FUNCTION trap(%s, %s) RETURNS bool LANGUAGE plpgsql AS %L', kind, kind,
                    'BEGIN RAISE EXCEPTION ''trapped''; END');
                FOREACH sign IN ARRAY ARRAY['=', '<>', '<', '>', '>=', '<=', '||', '+', '-'] LOOP
                    EXECUTE format('CREATE OPERATOR %s (LEFTARG = %s, RIGHTARG = %s, FUNCTION = trap)', sign, kind, kind);
                END LOOP;
            END LOOP;
        END $do$;
        CREATE FUNCTION trap(int2, int4) RETURNS bool LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''trapped''; END';
        CREATE OPERATOR = (LEFTARG = int2, RIGHTARG = int4, FUNCTION = trap);
        CREATE FUNCTION format_type(oid, int4) RETURNS text LANGUAGE sql AS $$ SELECT 'trapped'::text $$;
        CREATE FUNCTION current_schema() RETURNS name LANGUAGE sql AS $$ SELECT 'trapped'::name $$;
        CREATE FUNCTION pg_get_expr(pg_node_tree, oid) RETURNS text LANGUAGE sql AS $$ SELECT 'trapped'::text $$;
        CREATE FUNCTION quote_ident(text) RETURNS text LANGUAGE sql AS $$ SELECT 'trapped'::text $$;
        CREATE FUNCTION unnest(int2[]) RETURNS SETOF int2 LANGUAGE sql AS $$ SELECT 1::int2 $$;
        CREATE DOMAIN text AS pg_catalog.text CHECK (false);
        CREATE DOMAIN oid AS pg_catalog.oid CHECK (false);
        CREATE DOMAIN regclass AS pg_catalog.regclass CHECK (false);
        """
}
