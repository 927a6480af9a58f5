import CinnabarEngine
import CinnabarSQL
import Foundation
import Logging
import XCTest

@testable import CinnabarPostgreSQL

/// Tests of the driver itself, against the server named by `CINNABAR_TEST_POSTGRES`.
class PGTestCase: XCTestCase {
    func url(_ parameters: [String: String] = [:]) throws -> DatabaseURL {
        guard let text = ProcessInfo.processInfo.environment["CINNABAR_TEST_POSTGRES"] else {
            XCTFail("no server to test against: run scripts/test, which starts one")
            throw DatabaseError(.configuration, "CINNABAR_TEST_POSTGRES is not set")
        }
        var url = try DatabaseURL(text)
        url.parameters.merge(parameters) { $1 }
        return url
    }

    func connect(
        _ parameters: [String: String] = [:], logger: Logger = PGTestCase.quiet
    ) async throws -> PGConnection {
        let connector = try PGConnector(url(parameters), logger: logger)
        let connection = try await connector.connect(deadline: .after(.seconds(10)))
        addTeardownBlock { connection.abort() }
        return connection
    }

    static var quiet: Logger {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        return logger
    }

    /// A table for this test alone, dropped afterwards.
    func table(_ columns: String, on connection: PGConnection) async throws -> String {
        let name = "t_\(UInt64.random(in: 0 ... .max))"
        try await connection.control("CREATE UNLOGGED TABLE \(name) (\(columns))", deadline: nil)
        let connector = try PGConnector(url(), logger: Self.quiet)
        addTeardownBlock {
            let other = try await connector.connect(deadline: .after(.seconds(10)))
            try await other.control("DROP TABLE IF EXISTS \(name) CASCADE", deadline: nil)
            other.abort()
        }
        return name
    }

    func assertRoundTrip(
        _ connection: PGConnection, _ type: String, _ values: [SQLValue], line: UInt = #line
    ) async throws {
        for value in values {
            let rows = try await connection.rows("SELECT $1::\(type)", [value])
            XCTAssertEqual(rows, [[value]], type, line: line)
        }
    }

    func assertThrows<Value>(
        _ kind: DatabaseError.Kind, file: StaticString = #filePath, line: UInt = #line,
        _ body: () async throws -> Value
    ) async -> DatabaseError? {
        do {
            _ = try await body()
            XCTFail("nothing was thrown", file: file, line: line)
        } catch let error as DatabaseError {
            XCTAssertEqual(error.kind, kind, "\(error)", file: file, line: line)
            return error
        } catch {
            XCTFail("\(error)", file: file, line: line)
        }
        return nil
    }

    func assertCancelled<Value: Sendable>(
        file: StaticString = #filePath, line: UInt = #line, _ task: Task<Value, any Error>
    ) async {
        do {
            _ = try await task.value
            XCTFail("nothing was thrown", file: file, line: line)
        } catch {
            XCTAssertTrue(error is CancellationError, "\(error)", file: file, line: line)
        }
    }
}

/// Keeps all rows as values.
final class RowCollector: RowSink, @unchecked Sendable {  // one task at a time
    var rows: [[SQLValue]] = []
    var kinds: [[Cell.Kind]] = []

    func consume(_ cursor: RowCursor) throws {
        while try cursor.next() {
            let indexes = 0..<cursor.row.count
            kinds.append(indexes.map { cursor.row.cell($0).kind })
            rows.append(try indexes.map { try cursor.row.get($0, as: SQLValue.self) })
        }
    }
}

/// Counts rows and bytes, and keeps nothing.
final class RowCounter: RowSink, @unchecked Sendable {  // one task at a time
    var count = 0
    var sum = 0

    func consume(_ cursor: RowCursor) throws {
        while try cursor.next() {
            count += 1
            if cursor.row.cell(0).kind == .integer { sum += Int(cursor.row.cell(0).int64) }
        }
    }
}

extension CompiledStatement {
    convenience init(_ sql: String, _ hints: [ParameterHint] = [], isReusable: Bool = true) {
        self.init(sql: sql, intent: .unknown, hints: hints, returnsRows: true, isReusable: isReusable)
    }
}

extension PGConnection {
    /// Runs a statement and returns its rows.
    @discardableResult
    func rows(
        _ sql: String, _ binds: [SQLValue] = [], hints: [ParameterHint] = [], deadline: Deadline? = nil
    ) async throws -> [[SQLValue]] {
        try await rows(CompiledStatement(sql, hints), binds, deadline: deadline)
    }

    @discardableResult
    func rows(
        _ statement: CompiledStatement, _ binds: [SQLValue] = [], prologue: String? = nil, deadline: Deadline? = nil
    ) async throws -> [[SQLValue]] {
        let collector = RowCollector()
        let request = StatementRequest(statement, binds: binds, prologue: prologue, deadline: deadline)
        _ = try await execute(request, sink: collector)
        return collector.rows
    }

    func value(_ sql: String, _ binds: [SQLValue] = []) async throws -> SQLValue? {
        try await rows(sql, binds).first?.first
    }
}
