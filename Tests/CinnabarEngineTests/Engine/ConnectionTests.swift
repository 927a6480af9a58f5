import CinnabarEngine
import CinnabarSQL
import CinnabarTesting
import Synchronization
import XCTest

final class ConnectionTests: XCTestCase {
    private static let rows: [KeyValuePairs<String, SQLValue>] = (1...3000).map {
        ["id": .integer(Int64($0)), "name": .text("user \($0)")]
    }

    private func engine(_ database: MockDatabase, size: Int = 10) throws -> AsyncEngine {
        try AsyncEngine("mock://", drivers: [database.driver], pool: .init(size: size, maxOverflow: 0))
    }

    func testRowsAreDecodedAndCounted() async throws {
        let engine = try engine(MockDatabase { _ in .rows(Array(Self.rows.prefix(2))) })
        let result = try await engine.execute(select(User.self))
        XCTAssertEqual(result.all().map(\.name), ["user 1", "user 2"])
        XCTAssertEqual(result.first()?.id, 1)
        XCTAssertEqual(result.columns, ["id", "name"])
        XCTAssertThrowsError(try result.one()) {
            XCTAssertEqual(
                "\($0)",
                "multipleRows: one row was expected and there are 2: use first(), or make the condition narrower")
        }
        XCTAssertEqual(result.partitions(of: 1).count, 2)
        XCTAssertEqual(result.unique(by: { $0.id % 1 }).count, 1)
    }

    func testNoRows() async throws {
        let engine = try engine(MockDatabase { _ in .rows([]) })
        let result = try await engine.execute(select(User.id))
        XCTAssertNil(try result.oneOrNone())
        XCTAssertThrowsError(try result.one()) {
            XCTAssertEqual("\($0)", "noRows: one row was expected and there is none: use first() or oneOrNone()")
        }
    }

    func testADecodingErrorNamesRowColumnAndTypes() async throws {
        let engine = try engine(
            MockDatabase { _ in
                .rows([["id": .integer(1), "name": .text("a")], ["id": .integer(2), "name": .null]])
            })
        do {
            _ = try await engine.execute(select(User.self))
            XCTFail("no error")
        } catch let error as RowDecodingError {
            XCTAssertEqual(
                "\(error)",
                "column \"name\" (1) is NULL in row 1, but String was wanted: decode it as String?")
        }
        XCTAssertEqual(engine.status.inUse, 0)
    }

    func testDynamicRows() async throws {
        let engine = try engine(MockDatabase { _ in .rows([["n": .integer(7), "t": .text("x")]]) })
        let result = try await engine.execute(text("SELECT n, t FROM x"))
        XCTAssertEqual(try result.scalar(as: Int.self), 7)
        XCTAssertEqual(try result.one().get("t", as: String.self), "x")
        XCTAssertEqual(result.mappings(), [["n": .integer(7), "t": .text("x")]])
    }

    func testCallsFromSeveralTasksQueueInOrder() async throws {
        let database = MockDatabase { _ in .after(.milliseconds(2), .rows([["n": .integer(1)]])) }
        let engine = try engine(database)
        try await engine.connect { connection in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<20 { group.addTask { try await connection.execute(text("SELECT 1")) } }
                try await group.waitForAll()
            }
        }
        XCTAssertEqual(database.statements.filter { $0 == "SELECT 1" }.count, 20)
        XCTAssertEqual(database.connectionCount, 1)
    }

    func testUseAfterTheClosureIsAnError() async throws {
        let engine = try engine(MockDatabase())
        let escaped = try await engine.connect { $0 }
        do {
            try await escaped.execute(text("SELECT 1"))
            XCTFail("no error")
        } catch let error as DatabaseError {
            XCTAssertEqual(
                "\(error)",
                "misuse: the connection was used after its connect or begin closure had ended: do the work inside it")
        }
    }

    func testAStreamHandsOutEveryRowInOrder() async throws {
        let engine = try engine(MockDatabase { _ in .rows(Self.rows) })
        var next = 1
        for try await user in engine.stream(select(User.self)) {
            XCTAssertEqual(user.id, next)
            next += 1
        }
        XCTAssertEqual(next, 3001)
        XCTAssertEqual(engine.status.inUse, 0)
    }

    func testLeavingAStreamEarlyLeavesTheConnectionUsable() async throws {
        let database = MockDatabase { _ in .rows(Self.rows) }
        let engine = try engine(database, size: 1)
        try await engine.connect { connection in
            for try await user in connection.stream(select(User.self)) where user.id == 1500 { break }
            let count = try await connection.execute(select(User.self)).count
            XCTAssertEqual(count, 3000)
        }
        for try await user in engine.stream(select(User.self)) where user.id == 2 { break }
        _ = try await engine.execute(select(User.self))
        XCTAssertEqual(database.connectionCount, 1)
        XCTAssertEqual(engine.status.inUse, 0)
    }

    func testAStatementDuringAStreamIsAnError() async throws {
        let engine = try engine(MockDatabase { _ in .rows(Self.rows) })
        try await engine.connect { connection in
            for try await _ in connection.stream(select(User.self)) {
                do {
                    try await connection.execute(select(User.self))
                    XCTFail("no error")
                } catch let error as DatabaseError {
                    XCTAssertEqual(error.kind, .misuse)
                }
                break
            }
        }
    }

    /// C20: rows of one shape share one compiled statement.
    func testAStatementOfOneShapeIsCompiledOnce() async throws {
        let database = MockDatabase { _ in .rows([]) }
        let engine = try engine(database)
        for id in 0..<50 { _ = try await engine.execute(select(User.self).where(User.id == id)) }
        XCTAssertEqual(Set(database.statements).count, 1)
    }
}
