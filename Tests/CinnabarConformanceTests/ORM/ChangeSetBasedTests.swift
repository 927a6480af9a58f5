import Cinnabar
import CinnabarEngine
import CinnabarORM
import CinnabarSQL
import XCTest

final class ChangeSetBasedTests: ORMTestCase {
    func testSetBasedChangesReachTheSessionsObjects() async throws {
        try await withSessions { sessions in
            try await addPeople(sessions)
            try await sessions.withSession { session in
                let users = try await session.scalars(select(User.self).order(by: User.id)).all()
                let changed = try await session.execute(
                    update(User.self).where(User.name == "Bob").set(User.role, to: "inactive").set(
                        User.age, to: User.id + 40))
                XCTAssertEqual(changed.affectedRows, 1)
                XCTAssertEqual(users.map(\.role), ["user", "inactive"])
                XCTAssertEqual(users[1].age, users[1].id.map { $0 + 40 })
                try await session.execute(delete(Post.self).where(Post.authorID == users[1].id))
                let gone = try await session.execute(delete(User.self).where(User.name == "Bob"))
                XCTAssertEqual(gone.affectedRows, 1)
                XCTAssertEqual(inspect(users[1]).status, .deleted)
                try await session.rollback()
                XCTAssertEqual(users[1].role, "user")
                XCTAssertEqual(inspect(users[1]).status, .persistent)
            }
        }
    }

    func testInsertsAndUpsertsReturnObjects() async throws {
        try await withSessions { sessions in
            try await addPeople(sessions)
            try await sessions.begin { session in
                let bob = try await session.scalars(select(User.self).where(User.name == "Bob")).one()
                let upserted = try await session.scalars(
                    insert(User.self).values(
                        User.name.to("Robert"), User.email.to("bob@example.com"), User.active.to(true),
                        User.role.to("user")
                    ).onConflict(User.email, doUpdate: User.name.to(User.name.excluded)).returning(User.self)
                ).one()
                XCTAssertTrue(upserted === bob)
                XCTAssertEqual(bob.name, "Robert")
            }
        }
    }

    func testAnExpressionIsAssignedAndReadBack() async throws {
        try await withSessions { sessions in
            let node = TreeNode(name: "counter")
            try await sessions.begin { session in
                session.add(node)
                try await session.flush()
                node.set(TreeNode.visits, to: TreeNode.visits + 5)
                XCTAssertEqual(node.visits, 0)
                try await session.flush()
                XCTAssertEqual(node.visits, 5)
            }
            let stored = try await sessions.engine.scalar(select(TreeNode.visits))
            XCTAssertEqual(stored, 5)
        }
    }

    func testAVersionColumnFindsWhatSomebodyElseHasChanged() async throws {
        try await withSessions { sessions in
            let id = UUID()
            try await sessions.begin { session in session.add(TreeNode(id: id, name: "a")) }
            let (first, second) = (sessions(), sessions())
            let mine = try await first.getOne(TreeNode.self, id)
            let theirs = try await second.getOne(TreeNode.self, id)
            mine.name = "mine"
            try await first.commit()
            XCTAssertEqual(mine.version, 2)
            theirs.name = "theirs"
            do {
                try await second.commit()
                XCTFail("the row has another version")
            } catch let error as StaleDataError {
                XCTAssertEqual(error.versionColumn, "version")
                XCTAssertEqual([error.expected, error.actual], [1, 0])
            }
            XCTAssertEqual(theirs.version, 1)
            try await second.rollback()
            try await second.refresh(theirs)
            XCTAssertEqual(theirs.name, "mine")
            await first.close()
            await second.close()
        }
    }

    func testMergeCopiesOntoTheSessionsObject() async throws {
        try await withSessions { sessions in
            try await addPeople(sessions)
            let detached = try await sessions.withSession { session in
                try await session.scalars(select(User.self).where(User.name == "Bob")).one()
            }
            detached.name = "Robert"
            try await sessions.begin { session in
                let merged = try await session.merge(detached)
                XCTAssertFalse(merged === detached)
                XCTAssertEqual(merged.name, "Robert")
                let new = try await session.merge(User("Carol", posts: [Post("merged")]))
                XCTAssertEqual(inspect(new).status, .pending)
            }
            let names = try await sessions.engine.execute(select(User.name).order(by: User.name)).all()
            XCTAssertEqual(names, ["Alice", "Carol", "Robert"])
            let posts = try await sessions.engine.scalar(select(Fn.count(Post.id)).where(Post.title == "merged"))
            XCTAssertEqual(posts, 1)
        }
    }

    func testACompositeKey() async throws {
        try await withSessions { sessions in
            try await sessions.begin { session in
                session.addAll([OrderLine(orderID: 1, line: 1), OrderLine(orderID: 1, line: 2, quantity: 3)])
            }
            try await sessions.begin { session in
                let line = try await session.getOne(OrderLine.self, .init(orderID: 1, line: 2))
                XCTAssertEqual(line.quantity, 3)
                line.quantity = 4
                // A key may change too.
                line.line = 7
            }
            let rows = try await sessions.engine.execute(
                select(OrderLine.line, OrderLine.quantity).order(by: OrderLine.line)
            ).all()
            XCTAssertEqual(rows.map { [$0.0, $0.1] }, [[1, 1], [7, 4]])
        }
    }
}
