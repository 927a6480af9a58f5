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

    package var count: Int { withTables { $0.values.reduce(0) { $0 + $1.count } } }

    package var liveObjects: [any Model] { withTables { $0.values.flatMap(\.liveObjects) } }

    /// Ends every object's part in the session.
    package func detachAll(from link: SessionLink) {
        let old = withTables { tables in
            defer { tables = [:] }
            return tables
        }
        for table in old.values { table.detachAll(from: link) }
    }

}

/// The table of one class without its type.
open class AnyIdentityTable: @unchecked Sendable {  // only touched inside the map's lock
    @usableFromInline init() {}
    /// How many rows the session knows, objects that are gone included.
    package var count: Int { 0 }
    package var liveObjects: [any Model] { [] }
    /// Ends every object's part in the session, and forgets them.
    package func detachAll(from link: SessionLink) {}
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
        // Where the first ones are all alive, so is nearly everything: looking at each would be for nothing.
        guard entries.prefix(64).contains(where: { $0.value.object == nil }) else {
            sweepAt = entries.count * 2
            return
        }
        entries = entries.filter { $0.value.object != nil }
        sweepAt = max(256, entries.count * 2)
    }

    override package var count: Int { entries.count }
    override package func detachAll(from link: SessionLink) {
        let old = entries
        entries = [:]
        for entry in old.values {
            guard let object = entry.object else { continue }
            let waits = object.withCore { core -> Bool in
                guard core.link === link else { return false }
                core.link = nil
                core.status = .detached
                return core.extra != nil
            }
            if waits { object.holdPending() }
        }
    }

    override package var liveObjects: [any Model] { entries.values.compactMap { $0.object } }
}
