import Cinnabar
import CinnabarEngine
import CinnabarSQL
import Foundation
import XCTest

final class LoadTests: XCTestCase {
    private func status(_ key: String) -> Int {
        let text = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        for line in text.split(separator: "\n") where line.hasPrefix(key + ":") {
            return line.split(whereSeparator: { !$0.isNumber }).first.flatMap { Int($0) } ?? 0
        }
        return 0
    }

    /// P17, G11: ten thousand tasks share ten connections and a handful of threads, and all are served.
    func testTenThousandTasks() async throws {
        var configuration = EngineConfiguration()
        configuration.pool.size = 10
        configuration.pool.maxOverflow = 0
        try await onEveryDatabase(configuration: configuration) { database in
            let engine = database.engine
            let sum = try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 0..<10_000 { group.addTask { try await engine.scalar(select(literal(number))) } }
                return try await group.reduce(0, +)
            }
            XCTAssertEqual(sum, 49_995_000, database.name)
            XCTAssertLessThanOrEqual(status("Threads"), 40, database.name)
            XCTAssertEqual(engine.status.waiting, 0, database.name)
        }
    }

    /// C12: a stream of a million rows takes no more memory than one of a thousand.
    func testAStreamOfAMillionRowsStaysFlat() async throws {
        try await onEveryDatabase { database in
            let rows = text(
                """
                WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 1000000)
                SELECT x, 'row number ' || x, x * 0.5 FROM n
                """
            ).columns(Int.self, String.self, Double.self)
            let before = status("VmRSS")
            var count = 0
            var largest = 0
            for try await (number, name, _) in database.engine.stream(rows) {
                count += 1
                if number % 100_000 == 0 {
                    XCTAssertEqual(name, "row number \(number)")
                    largest = max(largest, status("VmRSS"))
                }
            }
            XCTAssertEqual(count, 1_000_000, database.name)
            XCTAssertLessThan(largest - before, 64 * 1024, "\(database.name): KiB more than before")
        }
    }

    /// L18, C12: leaving a stream early frees its connection soon.
    func testAnAbandonedStreamFreesItsConnection() async throws {
        var configuration = EngineConfiguration()
        configuration.pool.size = 1
        configuration.pool.maxOverflow = 0
        try await onEveryDatabase(configuration: configuration) { database in
            let rows = text(
                """
                WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 100000000)
                SELECT x FROM n
                """
            ).columns(Int.self)
            for _ in 0..<20 {
                for try await number in database.engine.stream(rows) where number == 10 { break }
                let one = try await database.engine.scalar(select(literal(1)))
                XCTAssertEqual(one, 1)
            }
            try await database.engine.connect { connection in
                for try await number in connection.stream(rows) where number == 2000 { break }
                let one = try await connection.scalar(select(literal(1)))
                XCTAssertEqual(one, 1)
            }
        }
    }
}
