import CinnabarEngine
import CinnabarSQL
import XCTest

@testable import CinnabarPostgreSQL

final class PGNotificationTests: PGTestCase {
    func testNotificationsArriveInOrder() async throws {
        let listener = try await connect()
        let sender = try await connect()
        try await listener.listen(to: ["jobs", "Odd \"name"], deadline: nil)
        for number in 1...100 {
            try await sender.rows("SELECT pg_notify('jobs', $1)", [.text("\(number)")])
        }
        try await sender.rows("SELECT pg_notify($1, '')", [.text("Odd \"name")])
        for number in 1...100 {
            let notification = try await listener.nextNotification()
            XCTAssertEqual(notification.payload, "\(number)")
            XCTAssertEqual(notification.channel, "jobs")
            XCTAssertEqual(notification.processID, sender.processID)
        }
        let last = try await listener.nextNotification()
        XCTAssertEqual(last.channel, "Odd \"name")
    }

    func testTheListenerWaitsAndWakes() async throws {
        let listener = try await connect()
        let sender = try await connect()
        try await listener.listen(to: ["later"], deadline: nil)
        let task = Task { try await listener.nextNotification().payload }
        try await Task.sleep(for: .milliseconds(100))
        try await sender.control("NOTIFY later, 'now'", deadline: nil)
        let payload = try await task.value
        XCTAssertEqual(payload, "now")
    }

    func testCancellingTheWaitEndsIt() async throws {
        let listener = try await connect()
        try await listener.listen(to: ["never"], deadline: nil)
        let task = Task { try await listener.nextNotification() }
        try await Task.sleep(for: .milliseconds(50))
        let start = MonotonicClock.now
        task.cancel()
        await assertCancelled(task)
        XCTAssertLessThan(MonotonicClock.now - start, 1_000_000_000)
    }

    func testALostConnectionIsAnErrorOfTheWait() async throws {
        let listener = try await connect()
        let other = try await connect()
        try await listener.listen(to: ["never"], deadline: nil)
        let task = Task { try await listener.nextNotification() }
        try await Task.sleep(for: .milliseconds(50))
        try await other.rows("SELECT pg_terminate_backend($1::int)", [.integer(Int64(listener.processID))])
        let error = await assertThrows(.connectionLost) { try await task.value }
        XCTAssertEqual(error?.sqlState, "57P01")
    }

    /// C11: what nobody reads does not pile up on a connection that listens and runs statements.
    func testAFloodOfNotificationsKeepsTheMemoryFlat() async throws {
        let connection = try await connect()
        try await connection.control("LISTEN flood", deadline: nil)
        let flood = "SELECT count(pg_notify('flood', repeat('x', 1000) || i)) FROM generate_series(1, 20000) i"
        try await connection.rows(flood)
        try await connection.rows("SELECT 1")
        let before = residentMemory()
        for _ in 0..<5 {
            try await connection.rows(flood)
            let one = try await connection.value("SELECT 1")
            XCTAssertEqual(one, .integer(1))
        }
        XCTAssertLessThan(residentMemory() - before, 32 << 20)
    }
}
