import CinnabarSQL
import Synchronization

/// The objects of a session, one for each row: by class and primary key, not kept alive by it.
public final class IdentityMap: Sendable {
    private let tables = Locked<[ObjectIdentifier: AnyIdentityTable]>([:])

    package init() {}

    /// The table of a class.
    @inlinable
    public func table<M: Model>(_ model: M.Type) -> IdentityTable<M.PrimaryKey> {
        // Only this function puts tables into the map, under the class that they are for.
        unsafeDowncast(table(model) { IdentityTable<M.PrimaryKey>(model) }, to: IdentityTable<M.PrimaryKey>.self)
    }

    @usableFromInline
    func table(_ model: any Model.Type, _ make: () -> AnyIdentityTable) -> AnyIdentityTable {
        tables.withLock { tables in
            if let table = tables[ObjectIdentifier(model)] { return table }
            let table = make()
            tables[ObjectIdentifier(model)] = table
            return table
        }
    }

    /// The session's object with a key, if it has one.
    package func object<M: Model>(_ model: M.Type, _ key: M.PrimaryKey) -> M? { table(model).object(key, as: model) }

    private var all: [AnyIdentityTable] { tables.withLock { Array($0.values) } }

    package var count: Int { all.reduce(0) { $0 + $1.count } }

    package var liveObjects: [any Model] { all.flatMap { $0.model._$objects(in: $0, removing: false) } }

    /// Ends every object's part in the session.
    package func detachAll(from link: SessionLink) {
        for table in all {
            for object in table.model._$objects(in: table, removing: true) {
                let waits = object.withCore { core -> Bool in
                    guard core.link === link else { return false }
                    core.link = nil
                    core.status = .detached
                    return core.hasExtra
                }
                if waits { object.holdPending() }
            }
        }
    }
}
