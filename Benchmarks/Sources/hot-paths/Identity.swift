// Goal: an object that the session has costs a look-up.
// Factors: the session's gate, the identity map, a weak reference.
// Parameters: 1,000 times `get` of objects that are loaded.

import Cinnabar

extension HotPath {
    static let identity = HotPath(name: "identity-map-hit-1k", times: 10) { times in
        try await withItems(1_000) { engine in
            let session = AsyncSession(engine)
            let items = try await session.scalars(select(Item.self)).all()
            for _ in 0..<times {
                for item in items {
                    guard try await session.get(Item.self, item.id) === item else {
                        throw Failure(description: "another object")
                    }
                }
            }
            await session.close()
        }
    }
}
