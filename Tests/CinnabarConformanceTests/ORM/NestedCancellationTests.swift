import Cinnabar
import CinnabarEngine
import CinnabarORM
import CinnabarSQL
import CinnabarTesting
import XCTest

final class NestedCancellationTests: ORMTestCase {
    private enum Work: CaseIterable {
        case sleep, statement, child
    }

    private static let endless = text(
        """
        WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 2000000000)
        SELECT count(*) FROM n
        """
    ).columns(Int.self)

    /// What keeps a savepoint open until its task is cancelled.
    private static func wait(_ work: Work, _ session: isolated AsyncSession) async throws {
        switch work {
        case .sleep: try await Task.sleep(for: .seconds(60))
        case .statement: _ = try await session.scalar(Self.endless)
        case .child:
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { _ = try await session.scalar(Self.endless) }
                try await group.waitForAll()
            }
        }
    }

    /// T13: the savepoint and the transaction around it are each rolled back once, whatever cancels their cleanup.
    func testWhatIsCancelledInASavepointIsRolledBackOnce() async throws {
        try await withSessions { sessions in
            let engine = sessions.engine
            let recorder = StatementRecorder(engine)
            for round in 0..<90 {
                let place = "\(engine.dialect.name), round \(round)"
                recorder.clear()
                let work = Work.allCases[round % 3]
                let (inside, entered) = AsyncStream.makeStream(of: Void.self)
                let task = Task {
                    try await sessions.begin { session in
                        session.add(User("Outer"))
                        try await session.flush()
                        do {
                            try await session.beginNested { session in
                                session.add(User("Inner"))
                                try await session.flush()
                                entered.finish()
                                try await Self.wait(work, session)
                            }
                        } catch {
                            // The application's own cleanup, cancelled once more while it runs.
                            withUnsafeCurrentTask { $0?.cancel() }
                            _ = try? await session.scalar(select(Fn.count(User.id)))
                            throw error
                        }
                    }
                }
                for await _ in inside {}
                try await Task.sleep(for: .microseconds(Int.random(in: 0...1_500)))
                task.cancel()
                // Those who cancel again do so at any time.
                let others = (0..<3).map { _ in
                    Task {
                        try await Task.sleep(for: .microseconds(Int.random(in: 0...1_500)))
                        task.cancel()
                    }
                }
                let error = await failure { try await task.value }
                XCTAssertTrue(error is CancellationError, "\(place): \(String(describing: error))")
                for other in others { try await other.value }
                let sql = recorder.sql
                XCTAssertEqual(sql.count { $0.hasPrefix("SAVEPOINT") }, 1, place)
                XCTAssertEqual(sql.count { $0.hasPrefix("ROLLBACK TO") }, 1, "\(place): \(sql)")
                XCTAssertEqual(sql.count { $0 == "ROLLBACK" }, 1, "\(place): \(sql)")
                XCTAssertFalse(sql.contains("COMMIT"), place)
                XCTAssertEqual(engine.status.inUse, 0, place)
                let count = try await engine.scalar(select(Fn.count(User.id)))
                XCTAssertEqual(count, 0, place)
            }
        }
    }
}
