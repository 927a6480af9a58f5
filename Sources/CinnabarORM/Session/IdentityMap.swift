import CinnabarSQL
import Synchronization

/// The objects of a session, one for each row: by class and primary key, held weakly.
///
/// Locked as a whole for a chunk of rows, so that decoding pays for one lock.
public final class IdentityMap: Sendable {
    private let tables = Locked<[ObjectIdentifier: AnyIdentityTable]>([:])

    package init() {}

    /// The table of a class, while nothing else touches the map.
    @inlinable
    public func withTable<M: Model, Result>(
        _ model: M.Type, _ body: (IdentityTable<M>) throws -> Result
    ) rethrows -> Result {
        try withTables { tables in
            if let table = tables[ObjectIdentifier(model)] {
                // Only this function puts tables into the map, under the class that they are for.
                return try body(unsafeDowncast(table, to: IdentityTable<M>.self))
            }
            let table = IdentityTable<M>()
            tables[ObjectIdentifier(model)] = table
            return try body(table)
        }
    }

    @usableFromInline
    func withTables<Result>(_ body: (inout [ObjectIdentifier: AnyIdentityTable]) throws -> Result) rethrows -> Result {
        try tables.withLock { try body(&$0) }
    }

    package var liveObjects: [any Model] { withTables { $0.values.flatMap(\.liveObjects) } }

    package func removeAll() { withTables { $0 = [:] } }
}

/// The table of one class without its type.
open class AnyIdentityTable: @unchecked Sendable {  // only touched inside the map's lock
    @usableFromInline init() {}
    /// How many rows the session knows, objects that are gone included.
    package var count: Int { 0 }
    package var liveObjects: [any Model] { [] }
}

/// The objects of one class by primary key.
public final class IdentityTable<M: Model>: AnyIdentityTable, @unchecked Sendable {  // as its superclass
    @usableFromInline struct Entry {
        @usableFromInline weak var object: M?

        @usableFromInline init(_ object: M) { self.object = object }
    }

    @usableFromInline var entries: [M.PrimaryKey: Entry] = [:]
    /// When the entries of dead objects are swept next.
    @usableFromInline var sweepAt = 256

    @inlinable override init() {}

    @inlinable
    public subscript(key: M.PrimaryKey) -> M? {
        get { entries[key]?.object }
        set {
            guard let newValue else {
                entries[key] = nil
                return
            }
            entries[key] = Entry(newValue)
            if entries.count >= sweepAt { sweep() }
        }
    }

    @usableFromInline
    func sweep() {
        entries = entries.filter { $0.value.object != nil }
        sweepAt = max(256, entries.count * 2)
    }

    override package var count: Int { entries.count }
    override package var liveObjects: [any Model] { entries.values.compactMap { $0.object } }
}
