import CinnabarEngine
import CinnabarORM
import CinnabarPostgreSQL
import CinnabarSQL
import CinnabarTesting
import XCTest

@testable import CinnabarPostgreSQL

final class PGRoundTripTests: PGTestCase {
    /// What the recorder counts is what goes over the wire.
    func testTheRecorderCountsWhatLibpqSees() async throws {
        try await TemporaryDatabase.like(
            XCTestCase.postgresURL, drivers: [.postgreSQL], creating: MetaData(Writer.self), logger: Self.quiet
        ) { engine in
            let recorder = StatementRecorder(engine)
            try await engine.connect { connection in
                guard let driver = try await connection.withDriver({ driver, _ in driver as? PGConnection }) else {
                    return XCTFail("no PostgreSQL connection")
                }
                let sessions = AsyncSessionMaker(engine, joining: connection)
                // Once unprepared, once prepared.
                for _ in 0..<2 {
                    recorder.clear()
                    let trace = try await driver.traced {
                        try await sessions.begin { session in
                            let user = Writer(
                                name: "Alice", posts: [Article(title: "a"), Article(title: "b")])
                            session.add(user)
                            try await session.flush()
                            user.name = "Alicia"
                            try await session.beginNested { session in
                                session.addAll((0..<30).map { Writer(name: "\($0)") })
                            }
                            let users = try await session.scalars(
                                select(Writer.self).options(.selectIn(Writer.posts))
                            ).all()
                            XCTAssertFalse(users.isEmpty)
                        }
                        try await connection.executeMany((0..<50).map { insert(Writer.self, name: "\($0)") })
                        try await connection.rollback()
                        try await connection.execute(insert(Writer.self, name: "Bob"))
                        try await connection.commit()
                    }
                    XCTAssertEqual(trace.roundTrips, recorder.roundTrips, "\(recorder.sql)")
                }
            }
        }
    }

    private func insert(_ model: Writer.Type, name: String) -> some CinnabarSQL.Statement {
        CinnabarSQL.insert(model).values(Writer.name.to(name))
    }
}
