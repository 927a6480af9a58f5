import Cinnabar
import CinnabarEngine
import CinnabarORM
import CinnabarPostgreSQL
import CinnabarSQL
import CinnabarTesting
import Foundation
import XCTest

/// U2, U3: the wire is cut at every message of a flush and its COMMIT, on the way there and on the way back.
final class CutWireTests: XCTestCase {
    private struct Scene {
        let wire: WireCutter
        /// Through the wire.
        let sessions: AsyncSessionMaker
        /// Past it: what the database really has.
        let truth: AsyncEngine
        let place: String

        func count<M: Model>(_ model: M.Type) async throws -> Int {
            try await truth.scalar(select(Fn.count()).from(model))
        }
    }

    /// Runs the body once for each message that passes during it, cut there, and once uncut.
    ///
    /// - Parameter body: says whether the wire was cut, as `disarm` told it.
    private func cutEverywhere(_ body: (Scene, _ round: Int) async throws -> Bool) async throws {
        try await onPostgreSQL { database in
            try await database.engine.createAll(ORMTestCase.schema)
            var url = try DatabaseURL(Self.postgresURL)
            let wire = try WireCutter(server: XCTUnwrap(url.hosts[0].port))
            url.hosts[0].port = wire.port
            let schema = try await database.engine.scalar(text("SELECT current_schema()").columns(String.self))
            url.parameters["options"] = "-csearch_path=\(schema)"
            url.parameters["sslmode"] = "disable"
            var configuration = EngineConfiguration(pool: PoolConfiguration(size: 1, maxOverflow: 0))
            configuration.pool.acquireTimeout = .seconds(5)
            let engine = try AsyncEngine(url, drivers: [.postgreSQL], configuration: configuration)
            var round = 0
            for direction in WireCutter.Direction.allCases {
                var number = 0
                var wasCut = true
                while wasCut {
                    number += 1
                    round += 1
                    // Connected, so that the count begins with the session.
                    _ = try await engine.scalar(select(literal(1)))
                    wire.arm(direction, at: number)
                    wasCut = try await body(
                        Scene(
                            wire: wire, sessions: AsyncSessionMaker(engine), truth: database.engine,
                            place: "message \(number) \(direction)"), round)
                    XCTAssertEqual(engine.status.inUse, 0)
                }
                print("U3 \(direction): cut at each of \(number - 1) messages")
                XCTAssertGreaterThan(number, 6)
            }
            await engine.dispose()
            wire.stop()
        }
    }

    /// What the error says must be what happened.
    private func check(_ error: (any Error)?, _ isStored: Bool, _ wasCut: Bool, _ place: String) {
        guard let error else {
            XCTAssertTrue(isStored, "\(place): no error, and nothing is stored")
            return
        }
        XCTAssertTrue(wasCut, "\(place): \(error)")
        let kind = (error as? DatabaseError)?.kind
        if isStored {
            XCTAssertEqual(kind, .commitOutcomeUnknown, "\(place): it is stored: \(error)")
        } else {
            XCTAssertTrue(kind == .connectionLost || kind == .commitOutcomeUnknown, "\(place): \(error)")
        }
    }

    /// COMMIT travels with the last statements.
    func testAGraphIsStoredWholeOrNotAtAll() async throws {
        try await cutEverywhere { scene, round in
            let session = scene.sessions()
            func graph(_ name: String) -> User {
                User(
                    name, posts: [Post("a", comments: [Comment(content: "x")]), Post("b")],
                    profile: Profile(bio: name))
            }
            let user = graph("Round\(round)")
            session.add(user)
            var failure: (any Error)?
            do { try await session.commit() } catch { failure = error }
            let wasCut = scene.wire.disarm()
            let stored = try await [
                scene.count(User.self), scene.count(Post.self), scene.count(Comment.self), scene.count(Profile.self),
            ]
            let isStored = stored != [0, 0, 0, 0]
            XCTAssertTrue(!isStored || stored == [1, 2, 1, 1], "\(scene.place): \(stored)")
            check(failure, isStored, wasCut, scene.place)
            if failure != nil {
                // As before the flush, on every object.
                XCTAssertNil(user.id, scene.place)
                XCTAssertEqual(inspect(user).status, .pending, scene.place)
                XCTAssertEqual(try user.posts.loaded.map(\.authorID), [nil, nil], scene.place)
                do {
                    try await session.flush()
                    XCTFail("\(scene.place): the transaction is gone")
                } catch let error as SessionError {
                    XCTAssertEqual(error.kind, .needsRollback, scene.place)
                }
                try await session.rollback()
                XCTAssertEqual(inspect(user).status, .transient, scene.place)
                XCTAssertNil(user.id, scene.place)
            }
            // The session goes on, on another connection.
            let second = graph("Again\(round)")
            session.add(second)
            try await session.commit()
            await session.close()
            let id = try await scene.truth.scalar(select(User.id).where(User.name == "Again\(round)"))
            XCTAssertEqual(id, second.id, scene.place)
            try await scene.truth.execute(delete(Comment.self))
            try await scene.truth.execute(delete(Profile.self))
            try await scene.truth.execute(delete(Post.self))
            try await scene.truth.execute(delete(User.self))
            return wasCut
        }
    }

    /// COMMIT waits for counts, so that there are two messages between which the flush is done and not stored.
    func testChangesAreStoredAllOrNotAtAll() async throws {
        try await cutEverywhere { scene, round in
            let (first, second) = (UUID(), UUID())
            try await AsyncSessionMaker(scene.truth).begin { session in
                session.addAll([TreeNode(id: first, name: "first"), TreeNode(id: second, name: "second")])
            }
            let session = scene.sessions()
            var nodes: [TreeNode] = []
            var failure: (any Error)?
            do {
                nodes = [
                    try await session.getOne(TreeNode.self, first), try await session.getOne(TreeNode.self, second),
                ]
                nodes[0].name = "changed"
                try await session.delete(nodes[1])
                session.add(TreeNode(name: "new"))
                try await session.flush()
                try await session.commit()
            } catch { failure = error }
            let wasCut = scene.wire.disarm()
            let names = try await scene.truth.execute(select(TreeNode.name).order(by: TreeNode.name)).all()
            let isStored = names == ["changed", "new"]
            XCTAssertTrue(isStored || names == ["first", "second"], "\(scene.place): \(names)")
            check(failure, isStored, wasCut, scene.place)
            if failure != nil {
                try await session.rollback()
                if nodes.count == 2 {
                    XCTAssertEqual(nodes.map(\.name), ["first", "second"], scene.place)
                    XCTAssertEqual(nodes.map(\.version), [1, 1], scene.place)
                    for node in nodes {
                        XCTAssertEqual(inspect(node).status, .persistent, scene.place)
                        // Whether it is still so, nobody knows before it is read again.
                        XCTAssertTrue(inspect(node).isExpired, scene.place)
                    }
                    let again = try await session.get(TreeNode.self, first)
                    XCTAssertTrue(again === nodes[0], scene.place)
                    XCTAssertEqual(again?.name, isStored ? "changed" : "first", scene.place)
                    XCTAssertEqual(again?.version, isStored ? 2 : 1, scene.place)
                    let other = try await session.get(TreeNode.self, second)
                    XCTAssertEqual(other == nil, isStored, scene.place)
                }
                session.add(TreeNode(name: "after"))
                try await session.commit()
                let after = try await scene.truth.scalar(
                    select(Fn.count(TreeNode.id)).where(TreeNode.name == "after"))
                XCTAssertEqual(after, 1, scene.place)
            }
            await session.close()
            try await scene.truth.execute(delete(TreeNode.self))
            return wasCut
        }
    }
}
