import CinnabarEngine
import CinnabarMigrations
import CinnabarSQL
import XCTest

final class RevisionTests: XCTestCase {
    private func checksum(_ upgrade: (inout MigrationSteps) -> Void) -> String {
        Revision("a1", message: "", upgrade: upgrade).checksum
    }

    func testTheChecksumIsThatOfTheOperationsAndNothingElse() async throws {
        let one = Revision("a1", message: "one", upgrade: { $0.renameTable("users", to: "people") })
        let two = Revision(
            "b2", after: ["a1"], message: "two", labels: ["x"],
            upgrade: { $0.append(.renameTable("users", to: "people")) },
            downgrade: { $0.execute("SELECT 1") })
        XCTAssertEqual(one.checksum, two.checksum)
        XCTAssertNotEqual(one.checksum, checksum { $0.renameTable("users", to: "persons") })
        XCTAssertNotEqual(one.checksum, checksum { _ in })
        XCTAssertNotEqual(
            checksum {
                $0.execute("a"); $0.execute("b")
            },
            checksum {
                $0.execute("b"); $0.execute("a")
            })
        XCTAssertEqual(checksum { $0.run("x") { _ in } }, checksum { $0.run("x") { _ = $0.isInTransaction } })
        XCTAssertNotEqual(checksum { $0.run("x") { _ in } }, checksum { $0.run("y") { _ in } })
    }

    /// Databases hold these: another value is every applied revision edited.
    func testChecksumsStayAsTheyAreInDatabases() async throws {
        XCTAssertEqual(checksum { _ in }, "cbf29ce484222325")
        XCTAssertEqual(checksum { $0.createTable(MigratorTests.users) }, "62e903c9fc497787")
    }

    func testADowngradeByHandStandsForTheReversedUpgrade() async throws {
        let byHand = Revision(
            "a1", message: "", upgrade: { $0.createSchema("a") }, downgrade: { $0.execute("SELECT 1") })
        guard case .execute? = try byHand.wayBack().first else { return XCTFail("not what was written") }
        let reversed = Revision("a1", message: "", upgrade: { $0.createSchema("a") })
        guard case .dropSchema("a")? = try reversed.wayBack().first else { return XCTFail("not the way back") }
    }
}
