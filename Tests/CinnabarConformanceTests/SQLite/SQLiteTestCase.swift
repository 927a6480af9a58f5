import CinnabarEngine
import CinnabarSQL
import Foundation
import Logging
import Synchronization
import XCTest

@testable import CinnabarSQLite

/// The driver itself, without an engine, on a file of its own.
class SQLiteTestCase: XCTestCase {
    private(set) var directory = ""
    var path: String { directory + "/test.db" }

    override func setUp() async throws {
        directory = FileManager.default.temporaryDirectory.path + "/cinnabar-sqlite-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    }

    override func tearDown() async throws {
        _ = chmod(directory, 0o700)
        try? FileManager.default.removeItem(atPath: directory)
    }

    func source(
        _ path: String? = nil, _ parameters: [String: String] = [:],
        configuration: EngineConfiguration = EngineConfiguration()
    ) throws -> any ConnectionSource {
        let url = DatabaseURL(scheme: "sqlite", database: path ?? self.path, parameters: parameters)
        return try DatabaseDriver.sqlite.makeSource(url, configuration, Logger(label: "test"))
    }

    /// Runs the body with a source, which is disposed whatever happens.
    func withSource(
        _ path: String? = nil, _ parameters: [String: String] = [:],
        configuration: EngineConfiguration = EngineConfiguration(),
        _ body: (any ConnectionSource) async throws -> Void
    ) async throws {
        let source = try source(path, parameters, configuration: configuration)
        do { try await body(source) } catch {
            await source.dispose(deadline: .after(.seconds(5)))
            throw error
        }
        await source.dispose(deadline: .after(.seconds(5)))
    }

    /// The error of a body that must throw.
    func error(
        file: StaticString = #filePath, line: UInt = #line, _ body: () async throws -> Void
    ) async -> (any Error)? {
        do {
            try await body()
            XCTFail("no error", file: file, line: line)
            return nil
        } catch { return error }
    }

    func databaseError(
        file: StaticString = #filePath, line: UInt = #line, _ body: () async throws -> Void
    ) async throws -> DatabaseError {
        let error = await error(file: file, line: line, body)
        return try XCTUnwrap(error as? DatabaseError, "\(String(describing: error))", file: file, line: line)
    }
}

/// Keeps rows as values.
final class ValueSink: RowSink {
    private let kept = Mutex<[[SQLValue]]>([])
    var rows: [[SQLValue]] { kept.withLock { $0 } }

    func consume(_ cursor: RowCursor) throws {
        while try cursor.next() {
            let row = (0..<cursor.row.count).map { Self.value(cursor.row.cell($0)) }
            kept.withLock { $0.append(row) }
        }
    }

    private static func value(_ cell: Cell) -> SQLValue {
        switch cell.kind {
        case .null: .null
        case .integer: .integer(cell.int64)
        case .real: .real(Double(bitPattern: cell.bits))
        case .text: .text(String(decoding: cell.bytes, as: UTF8.self))
        default: .blob(Array(cell.bytes))
        }
    }
}

extension ConnectionSource {
    func write(_ body: (any DriverConnection) async throws -> Void) async throws {
        try await use(.write, body)
    }

    func read(_ body: (any DriverConnection) async throws -> Void) async throws {
        try await use(.read, body)
    }

    private func use(_ intent: LeaseIntent, _ body: (any DriverConnection) async throws -> Void) async throws {
        let lease = try await lease(intent, deadline: .after(.seconds(20)), site: CallSite())
        do { try await body(lease.connection) } catch {
            await lease.release()
            throw error
        }
        await lease.release()
    }

    func script(_ sql: String) async throws {
        try await write { try await $0.control(sql, deadline: nil) }
    }

    /// A single read without a lease; nil when it wants one.
    func direct(_ sql: String, _ binds: [SQLValue] = [], deadline: Deadline? = nil) async throws -> [[SQLValue]]? {
        let sink = ValueSink()
        let request = StatementRequest(.rows(sql), binds: binds, deadline: deadline)
        return try await readDirectly(request, sink: sink) == nil ? nil : sink.rows
    }
}

extension DriverConnection {
    @discardableResult
    func rows(_ sql: String, _ binds: [SQLValue] = [], deadline: Deadline? = nil) async throws -> [[SQLValue]] {
        let sink = ValueSink()
        _ = try await execute(StatementRequest(.rows(sql), binds: binds, deadline: deadline), sink: sink)
        return sink.rows
    }

    @discardableResult
    func run(_ sql: String, _ binds: [SQLValue] = []) async throws -> StatementOutcome {
        try await execute(StatementRequest(.rows(sql), binds: binds), sink: nil)
    }
}

extension CompiledStatement {
    static func rows(_ sql: String) -> CompiledStatement {
        CompiledStatement(sql: sql, intent: .unknown, returnsRows: true, isReusable: false)
    }
}

/// A query without end.
let endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n WHERE i < 0"
