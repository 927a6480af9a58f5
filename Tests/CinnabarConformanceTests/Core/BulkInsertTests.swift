import Cinnabar
import CinnabarEngine
import CinnabarSQL
import Foundation
import XCTest

private enum Measurements: TypedTable {
    static let tableName = "measurements"
    static let reference = TableReference(name: tableName)
    static let id = Column<Measurements, Int>("id", primaryKey: true)
    static let value = Column<Measurements, Decimal>("value")
    static let note = Column<Measurements, String?>("note")
    // Seven columns of ten thousand rows, one statement's worth, are more than its parameters.
    static let a = Column<Measurements, Int>("a")
    static let b = Column<Measurements, Int>("b")
    static let c = Column<Measurements, Int>("c")
    static let d = Column<Measurements, Int>("d")
    static let table = CinnabarTable(Measurements.self, id, value, note, a, b, c, d)
}

/// A row whose value is of another kind from some row on: a whole number, where the others are exact.
private struct Measurement: InsertableRow {
    typealias Table = Measurements
    static let insertColumns = ["id", "value", "note", "a", "b", "c", "d"]
    let id: Int
    let isWhole: Bool

    func appendValues(to values: inout [SQLValue]) {
        values.append(id.sqlValue)
        values.append(isWhole ? .integer(7) : Decimal(7).sqlValue)
        values.append(.null)
        for number in 1...4 { values.append(number.sqlValue) }
    }
}

/// Many rows at once, on both databases.
final class BulkInsertTests: XCTestCase {
    /// Arrays hold values of one kind: other rows are listed, in as many statements as their parameters need.
    func testKindsMayDifferInAnyRow() async throws {
        let count = 25_000
        try await onEveryDatabase { database in
            let engine = database.engine
            try await engine.createAll(MetaData(Measurements.self))
            for first in [count, 1, 2, 9_000, count - 1] {
                let rows = (0..<count).map { Measurement(id: $0, isWhole: $0 >= first) }
                let affected = try await engine.begin { connection in
                    try await connection.execute(delete(Measurements.self))
                    return try await connection.execute(insert(Measurements.self).values(rows)).affectedRows
                }
                XCTAssertEqual(affected, count, "\(database.name), other from \(first) on")
                let (number, sum, last) = try await engine.execute(
                    select(Fn.count(), Fn.sum(Measurements.id), Fn.max(Measurements.value)).from(Measurements.self)
                ).one()
                XCTAssertEqual(number, count)
                XCTAssertEqual(sum.map { "\($0)" }, "\(count * (count - 1) / 2)")
                XCTAssertEqual(last, 7)
            }
        }
    }

    /// A batch that fails late leaves nothing of what went before.
    func testRowsInSeveralStatementsAreAllOrNothing() async throws {
        try await onEveryDatabase { database in
            let engine = database.engine
            try await engine.createAll(MetaData(Measurements.self))
            var rows = (0..<25_000).map { Measurement(id: $0, isWhole: $0 == 24_000) }
            rows.append(Measurement(id: 24_999, isWhole: true))
            let error = await failure { try await engine.execute(insert(Measurements.self).values(rows)) }
            XCTAssertEqual((error as? DatabaseError)?.kind, .uniqueViolation, database.name)
            let left = try await engine.scalar(select(Fn.count()).from(Measurements.self))
            XCTAssertEqual(left, 0, database.name)
        }
    }

    /// A placeholder by hand is named before anything is sent.
    func testAPlaceholderByHandIsAnError() async throws {
        try await onEveryDatabase { database in
            let mark = database.capabilities.contains(.bulkArrays) ? "$1" : "?"
            let error = await failure { try await database.engine.execute(text("SELECT 1 WHERE 1 = \(unsafe: mark)")) }
            XCTAssertTrue(error is CompileError, database.name)
            XCTAssertTrue("\(error.map { "\($0)" } ?? "")".contains("write :name"), database.name)
        }
    }
}
