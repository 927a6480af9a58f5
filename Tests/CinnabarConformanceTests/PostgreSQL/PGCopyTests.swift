import CinnabarEngine
import CinnabarSQL
import Foundation
import XCTest

@testable import CinnabarPostgreSQL

final class PGCopyTests: PGTestCase {
    private struct Refusal: Error {}

    private func assertUsable(_ connection: PGConnection, line: UInt = #line) async throws {
        XCTAssertTrue(connection.isUsable, line: line)
        let one = try await connection.value("SELECT 1")
        XCTAssertEqual(one, .integer(1), line: line)
    }

    func testCopyInAndOut() async throws {
        let connection = try await connect()
        let table = try await table("id int, name text", on: connection)
        let chunks = (0..<100).map { chunk in
            (0..<1_000).map { "\(chunk * 1_000 + $0),name \($0)\n" }.joined()
        }
        let rows = try await connection.copyIn("COPY \(table) FROM STDIN (FORMAT csv)", from: Chunks(chunks))
        XCTAssertEqual(rows, 100_000)
        let sum = try await connection.rows("SELECT count(*), sum(id)::int8 FROM \(table)")
        XCTAssertEqual(sum, [[.integer(100_000), .integer(99_999 * 50_000)]])
        var text = ""
        var pieces = 0
        for try await chunk in try await connection.copyOut(
            "COPY (SELECT * FROM \(table) ORDER BY id) TO STDOUT (FORMAT csv)")
        {
            text += String(decoding: chunk, as: UTF8.self)
            pieces += 1
        }
        XCTAssertEqual(text, chunks.joined())
        XCTAssertGreaterThan(pieces, 10)
        try await assertUsable(connection)
    }

    func testBinaryCopyGoesRound() async throws {
        let connection = try await connect()
        let table = try await table("id int, name text", on: connection)
        try await connection.control(
            "INSERT INTO \(table) SELECT i, 'n' || i FROM generate_series(1, 1000) i", deadline: nil)
        var data: [UInt8] = []
        for try await chunk in try await connection.copyOut("COPY \(table) TO STDOUT (FORMAT binary)") { data += chunk }
        try await connection.control("TRUNCATE \(table)", deadline: nil)
        let rows = try await connection.copyIn(
            "COPY \(table) FROM STDIN (FORMAT binary)", from: ByteChunks([data]))
        XCTAssertEqual(rows, 1_000)
    }

    /// C25
    func testASourceThatThrowsStoresNothing() async throws {
        let connection = try await connect()
        let table = try await table("id int", on: connection)
        do {
            _ = try await connection.copyIn("COPY \(table) FROM STDIN", from: Chunks(["1\n", "2\n"], then: Refusal()))
            XCTFail("nothing was thrown")
        } catch {
            XCTAssertTrue(error is Refusal, "\(error)")
        }
        try await assertUsable(connection)
        let count = try await connection.value("SELECT count(*) FROM \(table)")
        XCTAssertEqual(count, .integer(0))
    }

    /// C25: the server refuses a row in the middle of a long copy; the rest is not sent.
    func testDataThatTheServerRefusesEndsTheCopy() async throws {
        let connection = try await connect()
        let table = try await table("id int", on: connection)
        let lines = (0..<100_000).map { "\($0)\n" }.joined()
        let source = CountingChunks(["1\n", "oops\n"] + Array(repeating: lines, count: 200))
        let error = await assertThrows(.invalidValue) {
            try await connection.copyIn("COPY \(table) FROM STDIN", from: source)
        }
        XCTAssertEqual(error?.sqlState, "22P02")
        XCTAssertLessThan(source.taken, 150)
        try await assertUsable(connection)
    }

    func testACancelledCopyInLeavesTheConnectionUsable() async throws {
        let connection = try await connect()
        let table = try await table("id int", on: connection)
        let task = Task {
            try await connection.copyIn("COPY \(table) FROM STDIN", from: Endless())
        }
        try await Task.sleep(for: .milliseconds(100))
        let start = MonotonicClock.now
        task.cancel()
        await assertCancelled(task)
        XCTAssertLessThan(MonotonicClock.now - start, 1_000_000_000)
        try await assertUsable(connection)
        let count = try await connection.value("SELECT count(*) FROM \(table)")
        XCTAssertEqual(count, .integer(0))
    }

    func testEndingACopyOutEarlyLeavesTheConnectionUsable() async throws {
        let connection = try await connect()
        let copy = try await connection.copyOut(
            "COPY (SELECT repeat('x', 1000) FROM generate_series(1, 1000000)) TO STDOUT")
        let first = try await copy.next()
        XCTAssertGreaterThan(first?.count ?? 0, 1_000)
        let start = MonotonicClock.now
        await copy.close()
        XCTAssertLessThan(MonotonicClock.now - start, 1_000_000_000)
        try await assertUsable(connection)
    }

    /// A cancelled statement would fail the transaction around it.
    func testEndingACopyOutEarlyLeavesTheTransactionAsItWas() async throws {
        let connection = try await connect()
        let table = try await table("id int", on: connection)
        try await connection.control("BEGIN; INSERT INTO \(table) VALUES (1)", deadline: nil)
        let copy = try await connection.copyOut("COPY (SELECT generate_series(1, 10000000)) TO STDOUT")
        _ = try await copy.next()
        await copy.close()
        XCTAssertEqual(connection.transactionStatus, .active)
        let whole = try await connection.copyOut("COPY \(table) TO STDOUT")
        while try await whole.next() != nil {}
        await whole.close()
        XCTAssertEqual(connection.transactionStatus, .active)
        try await connection.control("COMMIT", deadline: nil)
        let count = try await connection.value("SELECT count(*) FROM \(table)")
        XCTAssertEqual(count, .integer(1))
    }

    func testACopyOutHoldsTheServerBack() async throws {
        let connection = try await connect()
        let copy = try await connection.copyOut(
            "COPY (SELECT repeat('x', 1000) FROM generate_series(1, 300000)) TO STDOUT")
        let before = residentMemory()
        _ = try await copy.next()
        try await Task.sleep(for: .milliseconds(300))
        XCTAssertLessThan(residentMemory() - before, 16 << 20)
        var bytes = 0
        while let chunk = try await copy.next() { bytes += chunk.count }
        XCTAssertGreaterThan(bytes, 299_000_000)
        try await assertUsable(connection)
    }

    func testStatementsThatAreNoCopyAndCopiesThatAreNoStatement() async throws {
        let connection = try await connect()
        let table = try await table("id int", on: connection)
        _ = await assertThrows(.misuse) { try await connection.copyIn("SELECT 1", from: Chunks([])) }
        try await assertUsable(connection)
        _ = await assertThrows(.undefinedTable) {
            try await connection.copyIn("COPY nowhere FROM STDIN", from: Chunks([]))
        }
        try await assertUsable(connection)
        for sql in ["COPY \(table) FROM STDIN", "COPY \(table) TO STDOUT"] {
            let lost = try await connect()
            _ = await assertThrows(.misuse) { try await lost.rows(sql) }
            XCTAssertFalse(lost.isUsable)
            let script = try await connect()
            _ = await assertThrows(.misuse) { try await script.control(sql, deadline: nil) }
            XCTAssertFalse(script.isUsable)
        }
    }

    func testABackendKilledInTheMiddleOfACopy() async throws {
        let other = try await connect()
        let connection = try await connect()
        let table = try await table("id int", on: other)
        let task = Task { try await connection.copyIn("COPY \(table) FROM STDIN", from: Endless()) }
        try await Task.sleep(for: .milliseconds(50))
        try await other.rows("SELECT pg_terminate_backend($1::int)", [.integer(Int64(connection.processID))])
        _ = await assertThrows(.connectionLost) { try await task.value }
        XCTAssertFalse(connection.isUsable)
    }
}

/// Bytes as an asynchronous sequence of chunks.
private struct ByteChunks: AsyncSequence, AsyncIteratorProtocol, Sendable {
    private var rest: ArraySlice<[UInt8]>
    init(_ chunks: [[UInt8]]) { rest = chunks[...] }
    func makeAsyncIterator() -> ByteChunks { self }
    mutating func next() async -> [UInt8]? { rest.popFirst() }
}

/// Counts how many chunks were asked for.
private final class CountingChunks: AsyncSequence, AsyncIteratorProtocol, @unchecked Sendable {  // one consumer
    private let texts: [String]
    private(set) var taken = 0
    init(_ texts: [String]) { self.texts = texts }
    func makeAsyncIterator() -> CountingChunks { self }
    func next() async -> [UInt8]? {
        guard taken < texts.count else { return nil }
        defer { taken += 1 }
        return Array(texts[taken].utf8)
    }
}

/// Rows without end.
private struct Endless: AsyncSequence, AsyncIteratorProtocol, Sendable {
    func makeAsyncIterator() -> Endless { self }
    func next() async -> [UInt8]? { Array(repeating: Array("1\n".utf8), count: 1_000).flatMap(\.self) }
}
