import CinnabarAssertions
import CinnabarEngine
import CinnabarORM
import CinnabarSQL
import CinnabarTesting
import Synchronization
import XCTest

final class QueryBudgetTests: XCTestCase {
    private let failures = Locked<[(message: String, line: Int)]>([])

    // Failures are what is tested here.
    override func recordFailure(
        withDescription description: String, inFile filePath: String, atLine lineNumber: Int, expected: Bool
    ) {
        guard description.contains(" where at most ") || description.contains("statements of one shape") else {
            return super.recordFailure(
                withDescription: description, inFile: filePath, atLine: lineNumber, expected: expected)
        }
        failures.withLock { $0.append((description, lineNumber)) }
    }

    private func engine() throws -> AsyncEngine {
        try AsyncEngine("mock://", drivers: [MockDatabase { _ in .rows([]) }.driver], logger: .silent)
    }

    private func onePlusThree(_ engine: AsyncEngine) async throws {
        try await engine.execute(select(User.name))
        for id in 1...3 { try await engine.execute(select(User.name).where(User.id == id)) }
    }

    func testABudgetThatIsKeptGivesTheValue() async throws {
        let engine = try engine()
        let value = try await withQueryBudget(atMost: 4, on: engine) {
            try await onePlusThree(engine)
            return 7
        }
        XCTAssertEqual(value, 7)
    }

    func testABudgetThatIsExceededSaysByWhat() async throws {
        let engine = try engine()
        do {
            try await withQueryBudget(atMost: 3, on: engine) {
                try await engine.begin { try await $0.execute(delete(User.self)) }
                try await onePlusThree(engine)
            }
            XCTFail("no error")
        } catch let error as QueryBudgetError {
            XCTAssertEqual(error.queries.count, 5)
            let lines = error.queries.compactMap(\.callSite)
            XCTAssertEqual(
                error.description,
                """
                5 queries where at most 3 may be:
                  3 × SELECT "users"."name" FROM "users" WHERE "users"."id" = ?
                      at \(lines[2])
                  1 × DELETE FROM "users"
                      at \(lines[0])
                  1 × SELECT "users"."name" FROM "users"
                      at \(lines[1])
                  One shape repeats: where it loads what belongs to each of many objects, load it with them by \
                .selectIn(...) or .joined(...).
                """)
        }
    }

    func testAnErrorOfTheBodyIsNotHidden() async throws {
        let engine = try engine()
        do {
            try await withQueryBudget(atMost: 0, on: engine) {
                try await onePlusThree(engine)
                throw CancellationError()
            }
            XCTFail("no error")
        } catch is CancellationError {}
    }

    func testRepeatsAreFoundWhateverTheTotal() async throws {
        let engine = try engine()
        try await detectRepeats(threshold: 3, on: engine) { try await onePlusThree(engine) }
        do {
            try await detectRepeats(threshold: 2, on: engine) {
                try await onePlusThree(engine)
                try await engine.execute(select(User.name).where(User.id == 9))
            }
            XCTFail("no error")
        } catch let error as RepeatedStatementsError {
            XCTAssertEqual(error.queries.count, 4)
            let sites = error.queries.compactMap(\.callSite)
            XCTAssertTrue(error.description.contains("4 × "))
            XCTAssertTrue(error.description.contains("at \(sites[0]) ×3, \(sites[3])"), error.description)
        }
    }

    func testTheAssertionFailsTheXCTestAtItsLine() async throws {
        let engine = try engine()
        let value = try await assertQueries(atMost: 4, on: engine) {
            try await onePlusThree(engine)
            return 7
        }
        XCTAssertEqual(value, 7)
        XCTAssertTrue(failures.withLock(\.isEmpty))
        try await assertQueries(atMost: 1, on: engine) { try await onePlusThree(engine) }
        try await assertNoRepeats(threshold: 2, on: engine) { try await onePlusThree(engine) }
        let lines = failures.withLock { $0.map(\.line) }
        XCTAssertEqual(lines, [#line - 3, #line - 2])
    }

    func testASessionIsWarnedOnceOfEachRepeatedStatement() throws {
        func statement(_ sql: String) -> CompiledStatement {
            CompiledStatement(sql: sql, intent: .read, returnsRows: true)
        }
        var repeats = RepeatedStatements(threshold: 3)
        let (a, b) = (statement("SELECT a"), statement("SELECT b"))
        let (here, there) = (CallSite(fileID: "App/Here.swift", line: 1), CallSite(fileID: "App/There.swift", line: 1))
        var warnings: [String] = []
        for _ in 0..<20 {
            for (statement, site) in [(a, here), (a, there), (b, here)] {
                if let warning = repeats.note(statement, at: site) { warnings.append(warning) }
            }
        }
        XCTAssertEqual(warnings.count, 3)
        XCTAssertEqual(
            warnings[0],
            "one session ran a statement more than 3 times at App/Here.swift:1: SELECT a: where it loads what belongs "
                + "to each of many objects, load it with them by .selectIn(...) or .joined(...)")
    }

    func testCountingStaysSmall() {
        var repeats = RepeatedStatements(threshold: 2)
        let hot = CompiledStatement(sql: "SELECT 1", intent: .read, returnsRows: true)
        var warnings = 0
        for _ in 0..<1000 {
            let cold = CompiledStatement(sql: "SELECT 2", intent: .read, returnsRows: true)
            for statement in [hot, cold] where repeats.note(statement, at: CallSite()) != nil { warnings += 1 }
        }
        XCTAssertEqual(warnings, 1)
        XCTAssertLessThanOrEqual(repeats.size, 256)
    }
}
