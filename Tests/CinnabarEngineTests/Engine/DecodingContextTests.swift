import CinnabarEngine
import CinnabarSQL
import CinnabarTesting
import XCTest

final class DecodingContextTests: XCTestCase {
    /// What an object layer needs while it decodes.
    func testTheContextReachesTheDecoder() async throws {
        final class Session: Sendable {}
        let database = MockDatabase { _ in .rows([["id": .integer(4)]]) }
        let engine = try AsyncEngine("mock://", drivers: [database.driver])
        let session = Session()
        let statement = ContextStatement()
        let bare = try await engine.execute(statement, context: session).one()
        XCTAssertTrue(bare)
        try await engine.connect { connection in
            let leased = try await connection.execute(statement, context: session).one()
            XCTAssertTrue(leased)
            for try await streamed in connection.stream(statement, context: session) { XCTAssertTrue(streamed) }
            let none = try await connection.execute(statement).one()
            XCTAssertFalse(none)
        }
    }
}

/// Says of each row whether its decoder had a context.
private struct ContextStatement: Statement {
    var decoder: RowDecoder<Bool> {
        RowDecoder { cursor, rows in while try cursor.next() { rows.append(cursor.context != nil) } }
    }
    var returnsRows: Bool { true }
    func write(to writer: inout SQLWriter) throws { writer.append("SELECT 4") }
}
