import CinnabarEngine
import CinnabarSQL
import Foundation
import XCTest

@testable import CinnabarPostgreSQL

final class PGCancelStormTests: PGTestCase {
    /// X2: cancelled at random moments around its end, a statement never takes the next one with it.
    func testACancelNeverHitsTheNextStatement() async throws {
        let rounds = 10_000
        let lanes = 4
        let counts = try await withThrowingTaskGroup(of: (Int, Int, Int).self) { group in
            for _ in 0..<lanes {
                let connection = try await connect()
                group.addTask { try await Self.storm(connection, rounds: rounds / lanes) }
            }
            return try await group.reduce((0, 0, 0)) { ($0.0 + $1.0, $0.1 + $1.1, $0.2 + $1.2) }
        }
        print("X2: \(counts.0) completed, \(counts.1) cancelled, \(counts.2) wrong")
        XCTAssertEqual(counts.2, 0)
        // Both must happen often enough to tell anything; how often depends on the machine.
        XCTAssertGreaterThan(counts.0, rounds / 100)
        XCTAssertGreaterThan(counts.1, rounds / 100)
    }

    @concurrent
    private static func storm(_ connection: PGConnection, rounds: Int) async throws -> (Int, Int, Int) {
        let victim = CompiledStatement("SELECT pg_sleep($1)")
        let marked = CompiledStatement("SELECT 'next', $1::int8")
        var counts = (completed: 0, cancelled: 0, wrong: 0)
        for round in 0..<rounds {
            let duration = Double.random(in: 0...0.001)
            let task = Task { try await connection.rows(victim, [.real(duration)]) }
            let spin = MonotonicClock.now + Int64.random(in: 0...1_500_000)
            while MonotonicClock.now < spin { await Task.yield() }
            task.cancel()
            do {
                _ = try await task.value
                counts.completed += 1
            } catch is CancellationError {
                counts.cancelled += 1
            }
            do {
                let rows = try await connection.rows(marked, [.integer(Int64(round))])
                if rows != [[.text("next"), .integer(Int64(round))]] { counts.wrong += 1 }
            } catch {
                counts.wrong += 1
            }
        }
        return counts
    }

    /// X4: a thousand at once use a few helper threads, and all end.
    func testAStormOfCancelsUsesFewThreads() async throws {
        var connections: [PGConnection] = []
        for _ in 0..<20 { connections.append(try await connect()) }
        let tasks = connections.map { connection in
            Task { try await connection.rows("SELECT pg_sleep(20)") }
        }
        try await Task.sleep(for: .milliseconds(100))
        for task in tasks { for _ in 0..<50 { task.cancel() } }
        let watcher = Task {
            var peak = 0
            while !Task.isCancelled {
                peak = max(peak, HelperThreads.shared.threadCount)
                try? await Task.sleep(for: .milliseconds(1))
            }
            return peak
        }
        for task in tasks { await assertCancelled(task) }
        watcher.cancel()
        let peak = await watcher.value
        XCTAssertLessThanOrEqual(peak, 4)
        for connection in connections {
            let one = try await connection.value("SELECT 1")
            XCTAssertEqual(one, .integer(1))
        }
    }
}
