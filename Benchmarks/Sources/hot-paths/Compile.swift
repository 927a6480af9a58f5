// Goal: a statement that is known costs little from value to SQL and binds.
// Factors: making the statement's tree, its shape, the cache's look-up.
// Parameters: 1,000 times a select by two conditions, ordered and limited, whose text is in the cache.

import Cinnabar
import CinnabarSQLite

extension HotPath {
    static let compile = HotPath(name: "cached-compile-1k", times: 5) { times in
        let dialect = try AsyncEngine("sqlite:///:memory:", drivers: [.sqlite]).dialect
        let cache = StatementCache()
        for _ in 0..<times {
            for number in 0..<1_000 {
                let statement = select(Item.rows).where(Item.id == number && Item.age > 18).order(by: Item.id).limit(1)
                let (_, binds) = try cache.compile(statement, for: dialect)
                guard binds.count >= 2 else { throw Failure(description: "\(binds.count) binds") }
            }
        }
        guard cache.counts.misses < 10 else { throw Failure(description: "\(cache.counts.misses) misses") }
    }
}
