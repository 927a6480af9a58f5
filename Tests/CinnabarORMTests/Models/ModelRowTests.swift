import CinnabarORM
import CinnabarSQL
import Foundation
import XCTest

final class ModelRowTests: XCTestCase {
    func testARowIsTheObjectWithoutItsIdentity() throws {
        let user = User(
            id: 7, name: "Alice", email: "alice@example.com", createdAt: .distantPast, updatedAt: .distantPast)
        let row = try user.row
        XCTAssertEqual(
            row,
            User.Row(
                id: 7, name: "Alice", email: "alice@example.com", active: true, role: "user", createdAt: .distantPast,
                updatedAt: .distantPast))
        let id: Int = row.id
        XCTAssertEqual(id, 7)
    }

    func testWhatTheDatabaseMakesIsMissingBeforeTheFlush() {
        XCTAssertThrowsError(try User(name: "Alice", email: "").row) {
            XCTAssertEqual("\($0)", "id has no value yet: the database makes it, so flush the object first")
        }
    }

    func testRowsAreJSON() throws {
        let row = OrderLine.Row(orderID: 1, line: 2, quantity: 3, price: 4.5, total: 13.5)
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let data = try encoder.encode(row)
        XCTAssertEqual(
            String(decoding: data, as: UTF8.self), #"{"line":2,"orderID":1,"price":4.5,"quantity":3,"total":13.5}"#)
        XCTAssertEqual(try JSONDecoder().decode(OrderLine.Row.self, from: data), row)
    }

    func testRowsLeaveDeferredColumnsOut() {
        assertSQL(
            select(Employee.rows).where(Employee.lastName == "Smith"),
            """
            SELECT "hr"."employees"."id", "hr"."employees"."first_name", "hr"."employees"."last_name", \
            "hr"."employees"."email", "hr"."employees"."level", "hr"."employees"."settings", \
            "hr"."employees"."salary", "hr"."employees"."history", "hr"."employees"."version", \
            "hr"."employees"."manager_id" FROM "hr"."employees" WHERE "hr"."employees"."last_name" = $1
            """, binds: [.text("Smith")])
    }

    func testRowsAreInsertedWithoutWhatTheDatabaseComputes() {
        XCTAssertEqual(OrderLine.Row.insertColumns, ["order_id", "line", "quantity", "price"])
        XCTAssertEqual(Shipment.Row.insertColumns, ["order_id", "line_number"])
        let rows = [OrderLine.Row(orderID: 1, line: 2, quantity: 3, price: 4.5, total: 0)]
        assertSQL(
            insert(OrderLine.self).values(rows),
            #"INSERT INTO "order_lines" ("order_id", "line", "quantity", "price") VALUES ($1, $2, $3, $4)"#,
            binds: [.integer(1), .integer(2), .integer(3), .real(4.5)])
    }
}
