import CinnabarSQL
import CinnabarSQLite
import XCTest

final class JSONAndArrayTests: XCTestCase {
    func testPathsIntoJSON() {
        let path = Event.settings.json["theme"]["colours"][0]
        assertSQL(
            select(path.text).where(path.text == "red"),
            postgreSQL:
                #"SELECT "events"."settings" -> $1 -> $2 ->> $3 FROM "events" "#
                + #"WHERE "events"."settings" -> $4 -> $5 ->> $6 = $7"#,
            sqlite: #"SELECT "events"."settings" ->> ? FROM "events" WHERE "events"."settings" ->> ? = ?"#,
            binds: [
                .text("theme"), .text("colours"), .integer(0), .text("theme"), .text("colours"), .integer(0),
                .text("red"),
            ],
            sqliteBinds: [.text(#"$."theme"."colours"[0]"#), .text(#"$."theme"."colours"[0]"#), .text("red")])
    }

    func testValuesOfJSON() {
        let volume = Event.settings.json["volume"]
        assertSQL(
            select(volume.int, volume.double, volume.value(as: JSONValue.self)),
            postgreSQL:
                #"SELECT CAST("events"."settings" ->> $1 AS BIGINT), CAST("events"."settings" ->> $2 AS DOUBLE PRECISION), "#
                + #""events"."settings" -> $3 FROM "events""#,
            sqlite:
                #"SELECT CAST("events"."settings" ->> ? AS INTEGER), CAST("events"."settings" ->> ? AS REAL), "#
                + #""events"."settings" -> ? FROM "events""#,
            binds: [.text("volume"), .text("volume"), .text("volume")],
            sqliteBinds: [.text(#"$."volume""#), .text(#"$."volume""#), .text(#"$."volume""#)])
        assertSQL(
            select(Event.settings.json.text), postgreSQL: #"SELECT "events"."settings" #>> '{}' FROM "events""#,
            sqlite: #"SELECT "events"."settings" ->> ? FROM "events""#, binds: [], sqliteBinds: [.text("$")])
        assertSQL(
            select(Event.settings.json[-1].text), postgreSQL: #"SELECT "events"."settings" ->> $1 FROM "events""#,
            sqlite: #"SELECT "events"."settings" ->> ? FROM "events""#, binds: [.integer(-1)],
            sqliteBinds: [.text("$[#-1]")])
    }

    func testAnOldSQLiteReadsJSONByFunction() throws {
        let old = SQLiteDialect(version: 3_037_002)
        let theme = Event.settings.json["theme"]
        XCTAssertEqual(
            try select(theme.text).compile(for: old).sql,
            #"SELECT json_extract("events"."settings", ?) FROM "events""#)
        assertError(
            select(theme.value(as: JSONValue.self)), old,
            "SQLite has no -> before version 3.38: take the value with text, int or double")
    }

    func testAKeyThatSQLiteCannotName() {
        assertSQL(
            select(Event.settings.json[#"a"b"#].text),
            postgreSQL: #"SELECT "events"."settings" ->> $1 FROM "events""#,
            sqliteError: "SQLite cannot look for a JSON key that holds a quotation mark or NUL: "
                + "read the document and look in it", binds: [.text(#"a"b"#)])
    }

    func testArrays() {
        assertSQL(
            select(Event.id).where(Event.tags == ["a", "b"]),
            postgreSQL: #"SELECT "events"."id" FROM "events" WHERE "events"."tags" = $1"#,
            sqlite: #"SELECT "events"."id" FROM "events" WHERE "events"."tags" = ?"#,
            binds: [.array(.text, [.text("a"), .text("b")])])
        assertSQL(
            select(array(Event.small + 1, Event.small)),
            postgreSQL: #"SELECT ARRAY["events"."small" + $1, "events"."small"]::SMALLINT[] FROM "events""#,
            sqlite: #"SELECT json_array("events"."small" + ?, "events"."small") FROM "events""#, binds: [.integer(1)])
    }

    func testWhatArraysHoldIsAskedOnPostgreSQL() {
        let error = { (sign: String) in
            "SQLite has no array operators (\(sign)): keep the elements in a table"
        }
        assertSQL(
            select(Event.id).where(Event.tags.contains(all: ["a"])),
            postgreSQL: #"SELECT "events"."id" FROM "events" WHERE "events"."tags" @> $1"#, sqliteError: error("@>"),
            binds: [.array(.text, [.text("a")])])
        assertSQL(
            select(Event.id).where(Event.scores.overlaps([1, 2])),
            postgreSQL: #"SELECT "events"."id" FROM "events" WHERE "events"."scores" && $1"#, sqliteError: error("&&"),
            binds: [.array(.bigint, [.integer(1), .integer(2)])])
        assertSQL(
            select(Event.id).where(Event.text == anyOf(Event.tags)),
            postgreSQL: #"SELECT "events"."id" FROM "events" WHERE "events"."text" = ANY ("events"."tags")"#,
            sqliteError: "SQLite has no ANY: use in(…) or exists(…)")
        assertSQL(
            select(Event.id).where(literal("a") != allOf(Event.tags)),
            postgreSQL: #"SELECT "events"."id" FROM "events" WHERE $1 <> ALL ("events"."tags")"#,
            sqliteError: "SQLite has no ALL: use notExists(…) or compare with min or max", binds: [.text("a")])
    }

    func testEnumsAreCastWhereTheyAreNative() {
        assertSQL(
            select(Event.id).where(Event.mood == .happy).where(Event.mood.in([.happy, .sad])),
            postgreSQL: #"SELECT "events"."id" FROM "events" WHERE "events"."mood" = $1::"mood" "#
                + #"AND "events"."mood" = ANY ($2::"mood"[])"#,
            sqlite: #"SELECT "events"."id" FROM "events" WHERE "events"."mood" = ? AND "events"."mood" IN (?, ?)"#,
            binds: [
                .enumeration(Mood.sqlEnumType, "happy"),
                .array(
                    .enumeration(Mood.sqlEnumType),
                    [.enumeration(Mood.sqlEnumType, "happy"), .enumeration(Mood.sqlEnumType, "sad")]),
            ],
            sqliteBinds: [
                .enumeration(Mood.sqlEnumType, "happy"), .enumeration(Mood.sqlEnumType, "happy"),
                .enumeration(Mood.sqlEnumType, "sad"),
            ])
    }
}
