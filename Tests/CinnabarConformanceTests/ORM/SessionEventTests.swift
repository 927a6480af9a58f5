import Cinnabar
import CinnabarEngine
import CinnabarORM
import CinnabarSQL
import CinnabarTesting
import Synchronization
import XCTest

final class SessionEventTests: ORMTestCase {
    func testListenersSeeAndChangeWhatIsFlushed() async throws {
        try await withSessions { sessions in
            let seen = Mutex<[String]>([])
            sessions.events.beforeInsert(User.self) { user, _ in
                await Task.yield()
                if user.role.isEmpty { user.role = "user" }
            }
            sessions.events.afterInsert(User.self) { user, _ in seen.withLock { $0.append("inserted \(user.id ?? 0)") }
            }
            sessions.events.afterFlush { context in
                for case let user as User in context.new { seen.withLock { $0.append("created \(user.name)") } }
                let count = try await context.execute(select(Fn.count(User.id))).one()
                seen.withLock { $0.append("there are \(count)") }
            }
            sessions.events.afterCommit { _ in seen.withLock { $0.append("committed") } }
            try await sessions.begin { session in
                session.add(User(name: "Alice", email: "a@example.com", role: ""))
            }
            XCTAssertEqual(seen.withLock { $0 }, ["inserted 1", "created Alice", "there are 1", "committed"])
            let role = try await sessions.engine.scalar(select(User.role))
            XCTAssertEqual(role, "user")
        }
    }

    func testAListenerThatIsRemovedIsCalledNoMore() async throws {
        try await withSessions { sessions in
            let seen = Mutex<[String]>([])
            let first = sessions.events.beforeInsert(User.self) { user, _ in seen.withLock { $0.append("first") } }
            sessions.events.beforeInsert(User.self) { user, _ in seen.withLock { $0.append("second") } }
            let flushed = sessions.events.afterFlush { _ in seen.withLock { $0.append("flushed") } }
            try await sessions.begin { session in session.add(User("Alice")) }
            first.remove()
            first.remove()
            flushed.remove()
            try await sessions.begin { session in session.add(User("Bob")) }
            XCTAssertEqual(seen.withLock { $0 }, ["first", "second", "flushed", "second"])
            // Nobody looks between flush and COMMIT any more, so that they travel together again.
            let recorder = StatementRecorder(sessions.engine)
            try await sessions.begin { session in session.add(User("Carol")) }
            XCTAssertEqual(recorder.roundTrips, 1, "\(recorder.sql)")
        }
    }

    func testAListenerThatUsesItsSessionIsToldSo() async throws {
        try await withSessions { sessions in
            let session = sessions()
            sessions.events.beforeInsert(User.self) { _, _ in try await session.flush() }
            session.add(User("Alice"))
            do {
                try await session.flush()
                XCTFail("the session is flushing")
            } catch let error as SessionError {
                XCTAssertEqual(error.kind, .reentered)
            }
            await session.close()
        }
    }

    func testAListenerThatThrowsFailsTheFlush() async throws {
        struct Refused: Error {}
        try await withSessions { sessions in
            sessions.events.beforeDelete(User.self) { _, _ in throw Refused() }
            try await addPeople(sessions)
            let session = sessions()
            let user = try await session.scalars(select(User.self).where(User.name == "Bob")).one()
            try await session.delete(user)
            do {
                try await session.commit()
                XCTFail("the listener refuses")
            } catch is Refused {}
            XCTAssertEqual(inspect(user).status, .deleted)
            try await session.rollback()
            XCTAssertEqual(inspect(user).status, .persistent)
            await session.close()
        }
    }
}
