import Cinnabar
import CinnabarAssertions
import CinnabarEngine
import CinnabarORM
import CinnabarPostgreSQL
import CinnabarSQL
import CinnabarSQLite
import CinnabarTesting
import Foundation
import Testing
import XCTest

final class TemporaryDatabaseTests: XCTestCase {
    private func everyURL() throws -> [String] { ["sqlite:///ignored.db?synchronous=off", try Self.postgresURL] }

    func testTheSchemaIsThereAndDatabasesAreApart() async throws {
        let schema = MetaData(Writer.self)
        let configuration = EngineConfiguration(pool: PoolConfiguration(size: 2))
        for url in try everyURL() {
            try await withThrowingTaskGroup { group in
                for number in 0..<8 {
                    group.addTask {
                        try await TemporaryDatabase.like(
                            url, drivers: [.sqlite, .postgreSQL], creating: schema, configuration: configuration
                        ) { engine in
                            let sessions = AsyncSessionMaker(engine)
                            try await sessions.begin { session in session.add(Writer(name: "\(number)")) }
                            let names = try await engine.execute(select(Writer.name)).all()
                            XCTAssertEqual(names, ["\(number)"])
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    func testNothingIsLeftBehind() async throws {
        struct Refused: Error {}
        let url = try Self.postgresURL
        let count = sql(
            "SELECT count(*) FROM information_schema.schemata WHERE schema_name LIKE 'test\\_%'"
        )
        let engine = try AsyncEngine(url, drivers: [.postgreSQL])
        let before = try await engine.execute(count).scalar(as: Int.self)
        let error = await failure {
            try await TemporaryDatabase.like(
                url, drivers: [.postgreSQL], creating: MetaData(Writer.self)
            ) { _ in throw Refused() }
        }
        XCTAssertTrue(error is Refused)
        let after = try await engine.execute(count).scalar(as: Int.self)
        XCTAssertEqual(before, after)
        await engine.dispose()
    }

    func testOptionsOfTheURLStay() async throws {
        let url = try Self.postgresURL
        try await TemporaryDatabase.like("\(url)?options=-cstatement_timeout%3D77s", drivers: [.postgreSQL]) { engine in
            let timeout = try await engine.execute(text("SHOW statement_timeout")).scalar(as: String.self)
            XCTAssertEqual(timeout, "77s")
            let path = try await engine.execute(text("SHOW search_path")).scalar(as: String.self)
            XCTAssertTrue(path.hasPrefix("test_"))
        }
    }
}

/// The trait, and the assertions as Swift Testing sees them.
@Suite(.temporaryDatabase("sqlite:", drivers: [.sqlite], creating: MetaData(Writer.self)))
struct TemporaryDatabaseTraitTests {
    @Test(arguments: ["Alice", "Bob"])
    func eachTestHasItsOwnDatabase(_ name: String) async throws {
        let sessions = AsyncSessionMaker(try TemporaryDatabase.engine)
        try await sessions.begin { session in session.add(Writer(name: name)) }
        let names = try await sessions.engine.execute(select(Writer.name)).all()
        #expect(names == [name])
    }

    @Test func budgetsFailTheTestAtTheCall() async throws {
        let engine = try TemporaryDatabase.engine
        let line = #line + 2
        try await withKnownIssue {
            try await assertQueries(atMost: 0, on: engine) { _ = try await engine.execute(select(Writer.name)) }
        } matching: { issue in
            issue.sourceLocation?.line == line
                && issue.comments.contains { "\($0)".contains("1 query where at most 0 may be") }
        }
        try await assertQueries(atMost: 1, on: engine) { _ = try await engine.execute(select(Writer.name)) }
    }
}

struct TestsWithoutADatabaseTests {
    @Test func areToldSo() {
        #expect(throws: DatabaseError.self) { try TemporaryDatabase.engine }
    }
}
