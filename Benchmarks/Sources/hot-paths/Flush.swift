// Goal: a flush of new objects stays as cheap as it is.
// Factors: making them, planning, binds, SQLite's insert; the rollback's share is small.
// Parameters: 1,000 new objects, added, flushed and rolled back, in a database in memory.

import Cinnabar

extension HotPath {
    static let flush = HotPath(name: "flush-1k", times: 5) { times in
        try await withItems(0) { engine in
            for _ in 0..<times {
                let session = AsyncSession(engine)
                session.addAll((1...1_000).map(Item.init(number:)))
                try await session.flush()
                try await session.rollback()
                await session.close()
            }
        }
    }
}
