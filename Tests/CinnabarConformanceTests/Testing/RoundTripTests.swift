import Cinnabar
import CinnabarAssertions
import CinnabarEngine
import CinnabarORM
import CinnabarSQL
import CinnabarTesting
import Foundation
import XCTest

final class RoundTripTests: XCTestCase {
    /// The round trips that a session may cost.
    func testSessionsKeepTheirBudget() async throws {
        try await onEveryDatabase { database in
            let engine = database.engine
            try await engine.createAll(MetaData(Writer.self))
            let sessions = AsyncSessionMaker(engine)
            let recorder = StatementRecorder(engine)
            func spent(_ body: () async throws -> Void) async rethrows -> Int {
                recorder.clear()
                try await body()
                return recorder.roundTrips
            }
            let adding = try await spent {
                try await sessions.begin { session in session.add(Writer(name: "Alice")) }
            }
            XCTAssertEqual(adding, 1, "\(database.name): \(recorder.sql)")
            let graph = try await spent {
                try await sessions.begin { session in
                    session.add(Writer(name: "Bob", posts: [Article(title: "a"), Article(title: "b")]))
                }
            }
            XCTAssertEqual(graph, 2, "\(database.name): \(recorder.sql)")
            let getting = try await spent {
                let session = AsyncSession(engine)
                _ = try await session.get(Writer.self, 1)
                await session.close()
            }
            XCTAssertEqual(getting, 1, "\(database.name): \(recorder.sql)")
            let changing = try await spent {
                try await sessions.begin { session in
                    let user = try await session.get(Writer.self, 1)
                    user?.name = "Alicia"
                }
            }
            XCTAssertEqual(changing, 3, "\(database.name): \(recorder.sql)")
        }
    }

    func testLazyLoadsInALoopAreFound() async throws {
        try await onEveryDatabase { database in
            let engine = database.engine
            try await engine.createAll(MetaData(Writer.self))
            let session = AsyncSession(engine)
            session.addAll((0..<6).map { Writer(name: "\($0)", posts: [Article(title: "a")]) })
            try await session.commit()
            await session.close()

            do {
                try await detectRepeats(threshold: 5, on: engine) {
                    let session = AsyncSession(engine)
                    for user in try await session.scalars(select(Writer.self)).all() { try await user.posts.load() }
                    await session.close()
                }
                XCTFail("no error on \(database.name)")
            } catch let error as RepeatedStatementsError {
                XCTAssertEqual(error.queries.count, 6)
                XCTAssertTrue(error.description.contains(".selectIn("), error.description)
            }
            try await assertQueries(atMost: 2, on: engine) {
                let session = AsyncSession(engine)
                let users = try await session.scalars(
                    select(Writer.self).options(.selectIn(Writer.posts))
                ).all()
                XCTAssertEqual(try users.map { try $0.posts.loaded.count }, Array(repeating: 1, count: 6))
                await session.close()
            }
        }
    }

    func testRawWritesAndStreamsAreRecordedOnce() async throws {
        try await onEveryDatabase { database in
            let engine = database.engine
            try await engine.createAll(MetaData(Writer.self))
            let recorder = StatementRecorder(engine)
            try await engine.execute(text("INSERT INTO writers (name) VALUES ('Alice')"))
            for try await name in engine.stream(select(Writer.name)) { XCTAssertEqual(name, "Alice") }
            XCTAssertEqual(recorder.queries.map(\.intent), [.unknown, .read], "\(database.name)")
            XCTAssertTrue(recorder.queries.allSatisfy { $0.error == nil })
        }
    }
}
