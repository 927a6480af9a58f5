// Goal: a connection costs next to nothing to take and give back.
// Factors: the pool's lock, allocation of the lease and the connection object.
// Parameters: 1,000 empty `begin { }`, which send nothing, on a database that is not there.

import Cinnabar
import CinnabarTesting

extension HotPath {
    static let checkOut = HotPath(name: "pool-checkout-1k", times: 10) { times in
        let engine = try AsyncEngine("mock://", drivers: [MockDatabase().driver])
        for _ in 0..<times * 1_000 { try await engine.begin { _ in } }
        await engine.dispose()
    }
}
