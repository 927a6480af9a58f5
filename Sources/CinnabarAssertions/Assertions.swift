public import CinnabarEngine
public import CinnabarTesting
import Testing
import XCTest

// One name for both frameworks: XCTFail in a Swift Testing test would go unseen, and the other way round.

/// Fails the running test, of XCTest or of Swift Testing, when the engine runs more queries in the closure than it may.
///
/// ```swift
/// func testTheHomePageIsThreeQueries() async throws {
///     let page = try await assertQueries(atMost: 3, on: engine) { try await service.homePage() }
///     XCTAssertEqual(page.posts.count, 20)
/// }
/// ```
/// The failure lists the queries by shape, with the calls that they came from. See `withQueryBudget` for what counts.
///
/// - Parameter scope: whose queries count.
/// - Throws: what the closure throws; nothing is asserted then.
@discardableResult
public func assertQueries<Value>(
    atMost limit: Int, on engine: AsyncEngine, counting scope: RecordingScope = .engine,
    fileID: StaticString = #fileID, filePath: StaticString = #filePath, line: UInt = #line, column: UInt = #column,
    _ body: () async throws -> Value
) async rethrows -> Value {
    let (value, statements) = try await StatementRecorder.recording(engine, scope, body)
    if let error = QueryBudgetError(limit, statements) {
        fail("\(error)", fileID: fileID, filePath: filePath, line: line, column: column)
    }
    return value
}

/// Fails the running test, of XCTest or of Swift Testing, when one shape of statement runs more often in the closure
/// than the threshold: N+1, whatever the total.
///
/// ```swift
/// try await assertNoRepeats(on: engine) { try await service.homePage() }
/// ```
/// - Parameter scope: whose queries count.
/// - Throws: what the closure throws; nothing is asserted then.
@discardableResult
public func assertNoRepeats<Value>(
    threshold: Int = 5, on engine: AsyncEngine, counting scope: RecordingScope = .engine,
    fileID: StaticString = #fileID, filePath: StaticString = #filePath, line: UInt = #line, column: UInt = #column,
    _ body: () async throws -> Value
) async rethrows -> Value {
    let (value, statements) = try await StatementRecorder.recording(engine, scope, body)
    if let error = RepeatedStatementsError(threshold, statements) {
        fail("\(error)", fileID: fileID, filePath: filePath, line: line, column: column)
    }
    return value
}

private func fail(_ message: String, fileID: StaticString, filePath: StaticString, line: UInt, column: UInt) {
    if Test.current == nil {
        XCTFail(message, file: filePath, line: line)
    } else {
        let place = SourceLocation(
            fileID: "\(fileID)", filePath: "\(filePath)", line: Int(clamping: line), column: Int(clamping: column))
        Issue.record("\(message)", sourceLocation: place)
    }
}
