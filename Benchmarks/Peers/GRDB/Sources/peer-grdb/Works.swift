import Foundation
import GRDB

/// What GRDB does of the comparison's works, by the names of scripts/bench-peers.
struct Works: Sendable {
    typealias Work = @Sendable () async throws -> Int64

    let pool: DatabasePool
    let options: Options

    func named(_ work: String, _ contender: String) -> Work? {
        switch (work, contender) {
        case ("S1", "GRDB"): scan()
        case ("S1", "GRDB Codable"): codableScan()
        case ("S2a", "GRDB"): points()
        case ("S2a", "GRDB Codable"): codablePoints()
        case ("S2b", "GRDB"): pointsBySync()
        case ("S2b", "GRDB Codable"): codablePointsBySync()
        case ("S2b", "GRDB async"): pointsByAsync()
        case ("S3", "GRDB"): insert()
        case ("S3", "GRDB Codable"): codableInsert()
        case ("S7", "GRDB"): change()
        case ("S7", "GRDB Codable"): codableChange()
        case ("S8", "GRDB"): reading { try Family.byHand($0).reduce(0) { $0 + $1.weight } }
        case ("S8", "GRDB Codable"): reading { try Family.included($0).reduce(0) { $0 + $1.weight } }
        case ("S9", "GRDB Codable"): json()
        case ("S10", "GRDB"): emptyReads()
        case ("S10", "GRDB async"): emptyAsyncReads()
        default: nil
        }
    }

    func reading(_ body: @escaping @Sendable (Database) throws -> Int64) -> Work {
        // Swift would take the async one in an async closure, which is measured apart.
        { try blocking { try pool.read(body) } }
    }
}

/// Calls what blocks from an async function, by its overload that blocks.
func blocking<Value>(_ body: () throws -> Value) rethrows -> Value { try body() }
