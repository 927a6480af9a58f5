// Goal: an object by its key costs little more than its row.
// Factors: as for a row, and a session, an object, its place in the identity map.
// Parameters: scattered keys, one after another; all in one session, or each in its own, as a server's handlers do.

import Cinnabar

extension Contender {
    static func objectsInOneSession(_ selects: Int, of rows: Int, _ engine: AsyncEngine) -> Contender {
        Contender(name: "Cinnabar ORM, one session") {
            // What the warning warns of is what is measured.
            let options = SessionOptions(repeatedStatementThreshold: nil)
            return try await AsyncSessionMaker(engine, options: options).withSession { session in
                var sum: Int64 = 0
                for n in 0..<selects { sum += try await session.get(Person.self, User.key(n, of: rows))?.weight ?? 0 }
                return sum
            }
        }
    }

    static func objectsInSessions(_ selects: Int, of rows: Int, tasks: Int = 1, _ engine: AsyncEngine) -> Contender {
        Contender(name: "Cinnabar ORM, a session for each") {
            let sessions = AsyncSessionMaker(engine)
            return try await inTasks(tasks, selects) { share in
                var sum: Int64 = 0
                for n in share {
                    sum += try await sessions.withSession { session in
                        try await session.get(Person.self, User.key(n, of: rows))?.weight ?? 0
                    }
                }
                return sum
            }
        }
    }
}
