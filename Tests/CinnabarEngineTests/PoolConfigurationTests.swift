import CinnabarEngine
import CinnabarSQL
import XCTest

final class PoolConfigurationTests: XCTestCase {
    func testDefaultsAreFinite() {
        let configuration = PoolConfiguration()
        XCTAssertEqual(configuration.size, 10)
        XCTAssertEqual(configuration.maxOverflow, 10)
        XCTAssertEqual(configuration.acquireTimeout, .seconds(30))
        XCTAssertEqual(configuration.connectTimeout, .seconds(10))
        XCTAssertEqual(configuration.closeTimeout, .seconds(5))
        XCTAssertEqual(configuration.recycle, .seconds(1800))
        XCTAssertEqual(configuration.idleTimeout, .seconds(600))
        XCTAssertTrue(configuration.isPooled)
        XCTAssertFalse(PoolConfiguration.null.isPooled)
    }

    // P2
    func testWhatCannotWorkIsRejectedWhenThePoolIsMade() async throws {
        let wrong: [(PoolConfiguration, String)] = [
            (.init(size: -1), "pool: size must not be negative, but is -1"),
            (
                .init(maxOverflow: -1),
                "pool: maxOverflow must not be negative, but is -1: use .max for no limit"
            ),
            (
                .init(size: 0, maxOverflow: 0),
                "pool: size and maxOverflow are both 0: the pool could never open a connection"
            ),
            (
                .init(acquireTimeout: .milliseconds(-1)),
                "pool: acquireTimeout must not be negative: use .zero to take only what is idle, nil to wait for ever"
            ),
            (.init(recycle: .zero), "pool: recycle must be positive: use nil to keep connections for ever"),
            (.init(recycleJitter: 1.5), "pool: recycleJitter must be between 0 and 1, but is 1.5"),
            (.init(recycleJitter: .nan), "pool: recycleJitter must be between 0 and 1, but is nan"),
            (.init(idleTimeout: .zero), "pool: idleTimeout must be positive: use nil to keep idle connections"),
            (
                .init(size: 2, minimumIdle: 3),
                "pool: minimumIdle is 3, but only size (2) connections are kept idle"
            ),
            (.init(pingTimeout: .zero), "pool: pingTimeout must be positive"),
            (.init(connectTimeout: .zero), "pool: connectTimeout must be positive"),
            (.init(closeTimeout: .seconds(-5)), "pool: closeTimeout must be positive"),
            (
                .init(maxConcurrentConnects: 0),
                "pool: maxConcurrentConnects must be at least 1, but is 0"
            ),
            (.init(leakWarningAfter: .zero), "pool: leakWarningAfter must be positive: use nil for no warnings"),
        ]
        for (configuration, message) in wrong {
            let error = await assertThrows(.configuration) { try FakeServer().pool(configuration) }
            XCTAssertEqual(error?.message, message)
        }
    }

    func testExtremesAreAccepted() async throws {
        let pool = try FakeServer().pool(
            .init(
                size: .max, maxOverflow: .max, acquireTimeout: nil, recycle: .seconds(Int64.max),
                idleTimeout: .seconds(Int64.max), connectTimeout: .seconds(Int64.max)))
        try await pool.withFake { XCTAssertEqual($0.number, 1) }
        await pool.dispose()
    }
}
