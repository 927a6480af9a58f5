// Goal: rows become the body of a JSON answer for little more than reading them and writing the bytes costs.
// Factors: Foundation's JSONEncoder, which is most of it; reading five columns.
// Parameters: 10,000 users that have an age (2,500 quick), five columns, as one array of objects; the answer is its
//   length. C writes the bytes itself.

import Cinnabar
import FoundationEssentials

extension Benchmark {
    static func jsonAnswers(
        _ id: String, _ database: String, rows: Int, _ engine: AsyncEngine, c: @escaping @Sendable () throws -> Int64
    ) -> Benchmark {
        Benchmark(
            id: id, title: "\(database): \(rows) rows as JSON", unit: "row", operations: rows,
            contenders: [
                Contender(name: "C") { try c() },
                Contender(name: "Cinnabar") {
                    let contacts = try await engine.execute(
                        select(Contact.rows).where(Contact.age != nil).order(by: Contact.id).limit(rows)
                    ).all()
                    return Int64(try JSONEncoder().encode(contacts).count)
                },
                Contender(name: "Cinnabar ORM") {
                    let session = AsyncSession(engine)
                    let contacts = try await session.scalars(
                        select(Contact.self).where(Contact.age != nil).order(by: Contact.id).limit(rows)
                    ).all()
                    let length = try JSONEncoder().encode(contacts.map { try $0.row }).count
                    await session.close()
                    return Int64(length)
                },
            ])
    }
}
