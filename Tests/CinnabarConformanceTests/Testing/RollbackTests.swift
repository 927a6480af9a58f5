import Cinnabar
import CinnabarEngine
import CinnabarORM
import CinnabarSQL
import CinnabarTesting
import XCTest

final class RollbackTests: XCTestCase {
    private func onEveryDatabase(_ body: (AsyncEngine) async throws -> Void) async throws {
        try await onEveryDatabase { (database: TestDatabase) in
            try await database.engine.createAll(MetaData(Writer.self))
            try await body(database.engine)
            let left = try await database.engine.scalar(select(Fn.count(Writer.id)))
            XCTAssertEqual(left, 0, "something was left on \(database.name)")
            XCTAssertEqual(database.engine.status.inUse, 0)
        }
    }

    func testCommitsInsideAreVisibleInsideAndNowhereElse() async throws {
        try await onEveryDatabase { engine in
            try await withRollback(engine) { session in
                let alice = Writer(name: "Alice", posts: [Article(title: "a")])
                session.add(alice)
                try await session.commit()
                XCTAssertNotNil(alice.id)
                let inside = try await names(session)
                XCTAssertEqual(inside, ["Alice"])
                let outside = try await engine.scalar(select(Fn.count(Writer.id)))
                XCTAssertEqual(outside, 0)
                alice.name = "Alicia"
                try await session.commit()
                let changed = try await names(session)
                XCTAssertEqual(changed, ["Alicia"])
            }
        }
    }

    func testARollbackInsideGoesBackToTheLastCommitInside() async throws {
        try await onEveryDatabase { engine in
            try await withRollback(engine) { session in
                let alice = Writer(name: "Alice")
                session.add(alice)
                try await session.commit()
                alice.name = "changed"
                session.add(Writer(name: "Bob"))
                try await session.flush()
                try await session.rollback()
                XCTAssertEqual(alice.name, "Alice")
                let after = try await names(session)
                XCTAssertEqual(after, ["Alice"])
                // Nothing to go back to: the commit stays.
                try await session.rollback()
                let again = try await names(session)
                XCTAssertEqual(again, ["Alice"])
            }
        }
    }

    func testSavepointsNest() async throws {
        struct Refused: Error {}
        try await onEveryDatabase { engine in
            try await withRollback(engine) { session in
                session.add(Writer(name: "Alice"))
                try await session.beginNested { session in session.add(Writer(name: "Bob")) }
                do {
                    try await session.beginNested { session in
                        session.add(Writer(name: "Carol"))
                        try await session.beginNested { session in session.add(Writer(name: "Dave")) }
                        throw Refused()
                    }
                    XCTFail("no error")
                } catch is Refused {}
                try await session.commit()
                let kept = try await names(session)
                XCTAssertEqual(kept, ["Alice", "Bob"])
            }
        }
    }

    func testAFailedFlushInsideRecovers() async throws {
        try await onEveryDatabase { engine in
            try await withRollback(engine) { session in
                let alice = Writer(id: 1000, name: "Alice")
                session.add(alice)
                try await session.commit()
                session.expunge(alice)
                session.add(Writer(id: 1000, name: "Twin"))
                do {
                    try await session.commit()
                    XCTFail("no error")
                } catch let error as DatabaseError {
                    XCTAssertEqual(error.kind, .uniqueViolation)
                }
                do {
                    _ = try await names(session)
                    XCTFail("no error")
                } catch let error as SessionError {
                    XCTAssertEqual(error.kind, .needsRollback)
                }
                try await session.rollback()
                session.add(Writer(name: "Bob"))
                try await session.commit()
                let after = try await names(session)
                XCTAssertEqual(after, ["Alice", "Bob"])
            }
        }
    }

    func testAnErrorOfTheTestIsThrownAndNothingIsLeft() async throws {
        struct Refused: Error {}
        try await onEveryDatabase { engine in
            do {
                try await withRollback(engine) { session in
                    session.add(Writer(name: "Alice"))
                    try await session.commit()
                    session.add(Writer(name: "Bob"))
                    throw Refused()
                }
                XCTFail("no error")
            } catch is Refused {}
        }
    }

    func testCodeThatMakesItsSessionsWorksInside() async throws {
        struct Refused: Error {}
        try await onEveryDatabase { engine in
            try await withRolledBackSessions(engine) { sessions in
                try await sessions.begin { session in session.add(Writer(name: "Alice")) }
                do {
                    try await sessions.begin { session in
                        session.add(Writer(name: "Bob"))
                        try await session.flush()
                        throw Refused()
                    }
                    XCTFail("no error")
                } catch is Refused {}
                let seen = try await sessions.withSession { session in
                    session.add(Writer(name: "lost"))
                    try await session.flush()
                    return try await names(session)
                }
                XCTAssertEqual(seen, ["Alice", "lost"])
                let session = sessions()
                let left = try await names(session)
                XCTAssertEqual(left, ["Alice"])
                // Sessions inside one another end in their order.
                try await sessions.begin { inner in inner.add(Writer(name: "Bob")) }
                try await session.commit()
                let both = try await names(session)
                XCTAssertEqual(both, ["Alice", "Bob"])
                await session.close()
            }
        }
    }

    func testListenersAndLazyLoadsWorkInside() async throws {
        try await onEveryDatabase { engine in
            try await withRolledBackSessions(engine) { sessions in
                sessions.events.afterFlush { context in
                    try await context.execute(update(Writer.self).set(Writer.age, to: 30))
                }
                try await sessions.begin { session in
                    session.add(Writer(name: "Alice", posts: [Article(title: "a")]))
                }
                let session = sessions()
                let user = try await session.scalars(select(Writer.self)).one()
                XCTAssertEqual(user.age, 30)
                let posts = try await user.posts.load()
                XCTAssertEqual(posts.map(\.title), ["a"])
                await session.close()
            }
        }
    }

    func testACancelledTestLeavesNothing() async throws {
        try await onEveryDatabase { engine in
            let task = Task {
                try await withRollback(engine) { session in
                    session.add(Writer(name: "Alice"))
                    try await session.commit()
                    try await Task.sleep(for: .seconds(30))
                }
            }
            try await Task.sleep(for: .milliseconds(50))
            task.cancel()
            let result = await task.result
            XCTAssertThrowsError(try result.get())
        }
    }
}

private func names(_ session: AsyncSession) async throws -> [String] {
    try await session.execute(select(Writer.name).order(by: Writer.name)).all()
}
