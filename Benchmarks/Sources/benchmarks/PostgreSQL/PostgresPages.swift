// Goal: a page of rows costs little more than C reading one binary PGresult.
// Factors: per query, statement cache and a wake-up; per row, six columns to decode and two strings to allocate.
// Parameters: 200 queries (20 quick) for 1,000 users each by a range of keys, one after another; prepared, binary.

import Cinnabar

extension Benchmark {
    static func postgresPages(_ fixture: PostgresFixture) -> Benchmark {
        let options = fixture.options
        let (pages, size) = (options.pages, options.pageSize)
        return Benchmark(
            id: "P5", title: "PostgreSQL: \(pages) queries for \(size) rows each", unit: "row",
            operations: pages * size,
            contenders: [
                Contender(name: "C") { try fixture.c.pages(pages, of: size) },
                Contender(name: "Cinnabar") {
                    try await fixture.engine.connect { connection in
                        var sum: Int64 = 0
                        for page in 0..<pages {
                            let first = page * size % options.rows + 1
                            let users = try await connection.execute(
                                select(User.self).where(User.id >= first && User.id < first + size)
                            ).all()
                            sum += users.reduce(0) { $0 + $1.weight }
                        }
                        return sum
                    }
                },
                Contender(name: "Cinnabar ORM") {
                    let sessions = AsyncSessionMaker(fixture.engine)
                    var sum: Int64 = 0
                    for page in 0..<pages {
                        let first = page * size % options.rows + 1
                        sum += try await sessions.withSession { session in
                            let people = try await session.scalars(
                                select(Person.self).where(Person.id >= first && Person.id < first + size)
                            ).all()
                            return people.reduce(0) { $0 + $1.weight }
                        }
                    }
                    return sum
                },
            ])
    }
}
