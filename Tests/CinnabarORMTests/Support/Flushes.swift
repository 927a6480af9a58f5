import CinnabarEngine
import CinnabarORM
import CinnabarPostgreSQL
import CinnabarSQL
import CinnabarSQLite
import Foundation
import XCTest

extension PlanTable {
    /// A table whose column `id` is its key: whole numbers and texts, as the names say.
    ///
    /// - Parameters:
    ///   - columns: `name`, `name?` where it may be NULL.
    convenience init(
        _ name: String, _ columns: [String], key: [Int] = [0], generated: Bool = true, version: Int? = nil,
        foreignKeys: [PlanForeignKey] = [], uniques: [[Int]] = [], countsRows: Bool = true
    ) {
        let definitions = columns.enumerated().map { position, name in
            ColumnDefinition(
                name: name.replacingOccurrences(of: "?", with: ""),
                type: name.hasPrefix("name") || name.hasPrefix("label") ? .text : .bigint,
                isNullable: name.hasSuffix("?"), isPrimaryKey: key.contains(position))
        }
        self.init(
            TableReference(name: name), columns: definitions, key: key, generatedKey: generated ? key[0] : nil,
            version: version, foreignKeys: foreignKeys, uniques: uniques, countsRows: countsRows)
    }
}

extension PlanRow {
    static func insert(_ table: Int, _ values: [(Int, PlanValue)]) -> PlanRow {
        PlanRow(table: table, action: .insert, values: values.map { (column: $0.0, value: $0.1) })
    }

    static func update(
        _ table: Int, _ key: Int..., set values: [(Int, PlanValue)], stored: [(Int, SQLValue)] = [],
        version: Int? = nil
    ) -> PlanRow {
        PlanRow(
            table: table, action: .update, key: key.map { .integer(Int64($0)) },
            values: values.map { (column: $0.0, value: $0.1) },
            stored: stored.map { (column: $0.0, value: $0.1) }, version: version.map { .integer(Int64($0)) })
    }

    static func delete(
        _ table: Int, _ key: Int..., stored: [(Int, SQLValue)] = [], version: Int? = nil
    ) -> PlanRow {
        PlanRow(
            table: table, action: .delete, key: key.map { .integer(Int64($0)) },
            stored: stored.map { (column: $0.0, value: $0.1) }, version: version.map { .integer(Int64($0)) })
    }
}

extension PlanValue: ExpressibleByIntegerLiteral, ExpressibleByStringLiteral {
    public init(integerLiteral value: Int) { self = .value(.integer(Int64(value))) }
    public init(stringLiteral value: String) { self = .value(.text(value)) }
    static let null = PlanValue.value(.null)
    static func row(_ row: Int, _ column: Int = 0) -> PlanValue { .reference(row: row, column: column) }
}

/// Everything that a flush sends, on both databases; without `sqlite` the same but for the placeholders, and for a
/// made key alone, which SQLite tells without RETURNING.
func assertFlush(
    _ tables: [PlanTable], _ rows: [PlanRow], _ postgreSQL: [String], sqlite: [String]? = nil, commits: Bool = false,
    isFirst: Bool = false, file: StaticString = #filePath, line: UInt = #line
) async throws {
    let plan = try FlushPlanner(tables: tables, rows: rows).plan()
    let plain = postgreSQL.map {
        $0.replacingOccurrences(of: #"\$\d+"#, with: "?", options: .regularExpression)
            // SQLite counts the rows before its COMMIT without being asked.
            .replacingOccurrences(
                of: #"^WITH new AS \((INSERT .*) RETURNING "id"\) SELECT .* ON counted\.n = 1"#, with: "$1",
                options: .regularExpression
            )
            .replacingOccurrences(
                of: #"^(INSERT .*) RETURNING "id"( <-|$)"#, with: "$1$2", options: .regularExpression)
    }
    for (dialect, expected) in [(PostgreSQLDialect() as any Dialect, postgreSQL), (SQLiteDialect(), sqlite ?? plain)] {
        let connection = ScriptedConnection()
        let result = try await FlushExecutor(plan, dialect: dialect, cache: StatementCache())
            .run(on: connection, commits: commits, isFirst: isFirst)
        XCTAssertEqual(connection.lines, expected, dialect.name, file: file, line: line)
        XCTAssertEqual(result.isCommitted, expected.last == "COMMIT", dialect.name, file: file, line: line)
    }
}

func assertPlanError(
    _ tables: [PlanTable], _ rows: [PlanRow], _ reason: PlanError.Reason, _ text: String,
    file: StaticString = #filePath, line: UInt = #line
) {
    XCTAssertThrowsError(try FlushPlanner(tables: tables, rows: rows).plan(), file: file, line: line) { error in
        XCTAssertEqual((error as? PlanError)?.reason, reason, "\(error)", file: file, line: line)
        XCTAssertEqual("\(error)", text, file: file, line: line)
    }
}
