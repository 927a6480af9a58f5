import CinnabarEngine
import CinnabarSQL
import XCTest

/// Waits until the condition holds; fails when it does not within the time.
func eventually(
    _ what: String, within time: Duration = .seconds(5), file: StaticString = #filePath, line: UInt = #line,
    _ condition: () async -> Bool
) async {
    let deadline = Deadline.after(time)
    while await !condition() {
        guard !deadline.hasPassed else { return XCTFail("not in time: \(what)", file: file, line: line) }
        try? await Task.sleep(for: .milliseconds(1))
    }
}

/// The error of the given kind that the body throws.
@discardableResult
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
        XCTFail("another error was thrown: \(error)", file: file, line: line)
    }
    return nil
}

func elapsed(_ body: () async throws -> Void) async rethrows -> Duration {
    let started = MonotonicClock.now
    try await body()
    return .nanoseconds(MonotonicClock.now - started)
}

extension Pool {
    func lease(
        within time: Duration, fileID: StaticString = #fileID, line: UInt = #line
    ) async throws -> Lease {
        try await lease(deadline: .after(time), site: CallSite(fileID: fileID, line: line))
    }

    func lease(fileID: StaticString = #fileID, line: UInt = #line) async throws -> Lease {
        try await lease(site: CallSite(fileID: fileID, line: line))
    }

    /// Takes a connection, uses it alone, gives it back.
    func withFake<Result>(
        _ body: (FakeConnection) async throws -> Result, fileID: StaticString = #fileID, line: UInt = #line
    ) async throws -> Result {
        let lease = try await lease(fileID: fileID, line: line)
        lease.fake.touch()
        do {
            let result = try await body(lease.fake)
            await lease.release()
            return result
        } catch {
            await lease.release()
            throw error
        }
    }

    func dispose() async { await dispose(deadline: .after(.seconds(5))) }
}

extension Lease {
    var fake: FakeConnection {
        guard let fake = connection as? FakeConnection else { fatalError("not a fake") }
        return fake
    }
}
