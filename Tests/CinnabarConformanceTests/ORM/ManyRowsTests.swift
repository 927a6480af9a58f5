import Cinnabar
import CinnabarEngine
import CinnabarORM
import CinnabarSQL
import XCTest

/// U6: more rows than a statement has parameters, and each object gets its own key and values.
final class ManyRowsTests: ORMTestCase {
    private func email(_ number: Int) -> String { "user\(number)@example.com" }

    /// An insert of all that an object's own insert would send.
    private func rows(_ numbers: [Int], name: String = "new") -> Insert<User> {
        insert(User.self, User.name, User.email, User.age, User.active, User.role)
            .values(numbers.map { (name, email($0), $0, true, "user") })
    }

    /// How many objects do not have what the database has under their e-mail.
    private static func mismatches(_ users: [User], _ session: AsyncSession) async throws -> Int {
        let stored = try await session.execute(select(User.email, User.id, User.age, User.createdAt)).all()
        let byEmail = Dictionary(uniqueKeysWithValues: stored.map { ($0.0, $0) })
        return users.count { user in
            guard let row = byEmail[user.email] else { return true }
            return row.1 != user.id || row.2 != user.age || row.3 != user.createdAt
        }
    }

    func testEachOfManyAddedObjectsGetsItsOwnRow() async throws {
        let count = 20_000
        try await withSessions { sessions in
            XCTAssertGreaterThan(count * 5, 65_535)
            let users = (0..<count).shuffled().map { User(name: "\($0)", email: email($0), age: $0) }
            try await sessions.begin { session in session.addAll(users) }
            let wrong = try await sessions.withSession { try await Self.mismatches(users, $0) }
            XCTAssertEqual(wrong, 0)
            XCTAssertEqual(Set(users.compactMap(\.id)).count, count)
            let stored = try await sessions.engine.scalar(select(Fn.count(User.id)))
            XCTAssertEqual(stored, count)
        }
    }

    /// Rows of a table in parts come back in the order of the parts, if at all in one.
    func testKeysOfAPartitionedTableAreMatched() async throws {
        try await onPostgreSQL { database in
            let engine = database.engine
            for sql in [
                "CREATE SEQUENCE branch_ids",
                "CREATE TABLE branches (id bigint DEFAULT nextval('branch_ids') PRIMARY KEY, name text NOT NULL, "
                    + "parent_id bigint) PARTITION BY HASH (id)",
                "CREATE TABLE b0 PARTITION OF branches FOR VALUES WITH (MODULUS 3, REMAINDER 0)",
                "CREATE TABLE b1 PARTITION OF branches FOR VALUES WITH (MODULUS 3, REMAINDER 1)",
                "CREATE TABLE b2 PARTITION OF branches FOR VALUES WITH (MODULUS 3, REMAINDER 2)",
            ] { try await engine.execute(text(unsafe: sql)) }
            let nodes = (0..<5_000).shuffled().map { Branch(name: "\($0)", children: [Branch(name: "under \($0)")]) }
            try await AsyncSessionMaker(engine).begin { session in session.addAll(nodes) }
            let stored = try await engine.execute(select(Branch.id, Branch.name, Branch.parentID)).all()
            XCTAssertEqual(stored.count, 10_000)
            let byName = Dictionary(uniqueKeysWithValues: stored.map { ($0.1, $0) })
            var wrong = 0
            for node in nodes {
                let child = try node.children.loaded[0]
                if byName[node.name]?.0 != node.id { wrong += 1 }
                if byName[child.name]?.0 != child.id || byName[child.name]?.2 != node.id { wrong += 1 }
            }
            XCTAssertEqual(wrong, 0)
        }
    }

    /// Every third row is there already.
    func testUpsertsReturnTheObjectsThatTheyAreAbout() async throws {
        try await withSessions { sessions in
            let engine = sessions.engine
            // With RETURNING an insert is one statement: arrays, or at most as many values as SQLite has parameters.
            let count = engine.dialect.capabilities.contains(.bulkArrays) ? 15_000 : 6_000
            try await engine.execute(
                rows((0..<count).filter { $0 % 3 == 0 }, name: "old"))
            let session = sessions()
            let known = try await session.scalars(select(User.self)).all()
            XCTAssertEqual(known.count, count / 3)
            let numbers = (0..<count).shuffled()
            let both = try await session.scalars(
                rows(numbers)
                    .onConflict(User.email, doUpdate: User.name.to(User.name.excluded)).returning(User.self)
            ).all()
            XCTAssertEqual(both.count, count)
            XCTAssertEqual(Set(both.map(\.email)).count, count)
            let wrong = try await Self.mismatches(both, session)
            XCTAssertEqual(wrong, 0)
            // Those that the session knew are the same objects, with what was written.
            XCTAssertEqual(Set(known.map { ObjectIdentifier($0) }).subtracting(both.map { ObjectIdentifier($0) }), [])
            XCTAssertEqual(Set(known.map(\.name)), ["new"])
            try await session.rollback()
            let left = try await engine.scalar(select(Fn.count(User.id)))
            XCTAssertEqual(left, count / 3)

            // Nothing is done about those that are there, and nothing is told of them.
            let fresh = try await session.scalars(
                rows(numbers).onConflictDoNothing(User.email)
                    .returning(User.self)
            ).all()
            XCTAssertEqual(Set(fresh.map(\.email)), Set(numbers.filter { $0 % 3 != 0 }.map(email)))
            let wrongFresh = try await Self.mismatches(fresh, session)
            XCTAssertEqual(wrongFresh, 0)
            try await session.rollback()

            // A condition leaves some of them as they were.
            let some = try await session.scalars(
                rows(numbers)
                    .onConflict(User.email, doUpdate: [User.name.to("changed")], where: User.age < count / 2)
                    .returning(User.self)
            ).all()
            XCTAssertEqual(
                Set(some.map(\.email)), Set(numbers.filter { $0 % 3 != 0 || $0 < count / 2 }.map(email)))
            XCTAssertEqual(
                some.filter { $0.name == "changed" }.count, (0..<count / 2).filter { $0 % 3 == 0 }.count)
            let wrongSome = try await Self.mismatches(some, session)
            XCTAssertEqual(wrongSome, 0)
            try await session.commit()
            let old = try await engine.scalar(select(Fn.count(User.id)).where(User.name == "old"))
            XCTAssertEqual(old, (count / 2..<count).filter { $0 % 3 == 0 }.count)
            await session.close()
        }
    }

    func testAMillionPlainRowsGoThroughASession() async throws {
        let count = 1_000_000
        try await withSessions { sessions in
            let lines = (0..<count).map { OrderLine.Row(orderID: $0 / 10, line: $0 % 10, quantity: $0) }
            let inserted = try await sessions.begin { session in
                try await session.execute(insert(OrderLine.self).values(lines)).affectedRows
            }
            XCTAssertEqual(inserted, count)
            let wrong = try await sessions.engine.scalar(
                select(Fn.count()).from(OrderLine.self)
                    .where(OrderLine.quantity != OrderLine.orderID * 10 + OrderLine.line))
            XCTAssertEqual(wrong, 0)
            let stored = try await sessions.engine.scalar(select(Fn.count()).from(OrderLine.self))
            XCTAssertEqual(stored, count)
        }
    }
}
