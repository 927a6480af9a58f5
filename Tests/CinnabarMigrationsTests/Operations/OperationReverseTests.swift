import CinnabarMigrations
import CinnabarSQL
import XCTest

final class OperationReverseTests: XCTestCase {
    func testARenamedColumnIsRenamedBack() async throws {
        guard
            case .renameColumn("mail", of: "users", to: "email") = MigrationOperation.renameColumn(
                "email", of: "users", to: "mail"
            ).reversed
        else { return XCTFail("not the way back") }
    }

    func testOperationsAreTakenBackInOppositeOrder() async throws {
        let back = try XCTUnwrap(
            MigrationOperation.reversed([.createSchema("a"), .renameTable("users", to: "people")]))
        guard case .renameTable("people", to: "users") = back[0], case .dropSchema("a") = back[1] else {
            return XCTFail("not the way back: \(back)")
        }
    }

    func testInsertedRowsHaveNoWayBack() async throws {
        XCTAssertNil(
            MigrationOperation.insert(RowsInsert(into: "users", columns: ["id"], rows: [[.integer(1)]])).reversed)
        XCTAssertNil(MigrationOperation.reversed([.createSchema("a"), .execute(SQLStep(["": "VACUUM"]))]))
    }
}
