// Goal: reading rows into structs stays as cheap as it is.
// Factors: stepping SQLite, six columns to decode, two strings to allocate.
// Parameters: 10,000 rows into an array of structs, from a database in memory.

import Cinnabar

extension HotPath {
    static let scan = HotPath(name: "decode-10k", times: 3) { times in
        try await withItems(10_000) { engine in
            for _ in 0..<times {
                let rows = try await engine.execute(select(Item.rows)).all()
                guard rows.count == 10_000 else { throw Failure(description: "\(rows.count) rows") }
            }
        }
    }
}
