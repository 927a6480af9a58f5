import CinnabarSQL

/// The rows of a select with joins: reads the joined objects of each row, and hands on the select's own columns.
final class JoinedCursor: RowCursor {
    private let base: RowCursor
    private let plan: JoinPlan
    private let loads: LoadContext
    private let isSingleEntity: Bool
    private let collected: JoinedObjects

    init(_ base: RowCursor, _ plan: JoinPlan, _ context: LoadContext, _ collected: JoinedObjects, isSingleEntity: Bool)
    {
        self.base = base
        self.plan = plan
        loads = context
        self.collected = collected
        self.isSingleEntity = isSingleEntity
        super.init(row: base.row, shape: base.shape, context: context)
    }

    override func next() throws -> Bool {
        while try base.next() {
            var isNew = true
            for root in plan.roots {
                if let owner = try read(root) {
                    collected.rootObjects.add(owner)
                    isNew = collected.roots.insert(ObjectIdentifier(owner)).inserted
                }
            }
            if isNew || !isSingleEntity || !plan.repeatsRoots { return true }
        }
        return false
    }

    /// The object of one entity of the row, with what hangs on it; nil where an outer join left it out.
    private func read(_ entity: JoinPlan.Entity) throws -> (any Model)? {
        guard let object = try entity.model.joined(row.dropping(entity.position)) else { return nil }
        collected.keep(object)
        for (column, position) in entity.deferred {
            try object.set(column, to: try row.get(position, as: SQLValue.self))
        }
        for joined in entity.joins {
            let related = try read(joined.entity)
            collected.add(related, to: object, joined.relationship)
        }
        return object
    }
}

extension Model {
    /// The object at the start of the row; nil where its key is NULL.
    static func joined(_ row: RowReader) throws -> (any Model)? {
        let mapper = _$mapper
        for column in mapper.keyColumns
        where mapper.selectionPlaces[column] >= 0 && row.cell(mapper.selectionPlaces[column]).kind == .null {
            return nil
        }
        return try materialize(row)
    }
}

/// What the joins of a query have brought, until all its rows are there.
///
/// Unchecked: one statement's decoder fills it, and the session reads it afterwards.
final class JoinedObjects: @unchecked Sendable {
    var roots: Set<ObjectIdentifier> = []
    let rootObjects: RootObjects
    private var kept: [ObjectIdentifier: any Model] = [:]
    private var collections: [Collection: [any Model]] = [:]
    private var order: [(owner: any Model, relationship: Relationship)] = []
    private var members: Set<Member> = []

    private struct Collection: Hashable {
        let owner: ObjectIdentifier
        let relationship: ObjectIdentifier
    }

    private struct Member: Hashable {
        let collection: Collection
        let object: ObjectIdentifier
    }

    init(_ roots: RootObjects) { rootObjects = roots }

    func keep(_ object: any Model) { kept[ObjectIdentifier(object)] = object }

    func add(_ related: (any Model)?, to owner: any Model, _ relationship: Relationship) {
        let place = Collection(owner: ObjectIdentifier(owner), relationship: ObjectIdentifier(relationship))
        if collections[place] == nil {
            collections[place] = []
            order.append((owner, relationship))
        }
        guard let related,
            members.insert(Member(collection: place, object: ObjectIdentifier(related))).inserted
        else { return }
        collections[place]?.append(related)
    }

    /// Puts the objects where they belong.
    func attach(replaces: Bool) {
        for (owner, relationship) in order {
            guard replaces || owner.needsLoading(relationship) else { continue }
            let place = Collection(owner: ObjectIdentifier(owner), relationship: ObjectIdentifier(relationship))
            owner.fill(relationship, collections[place] ?? [], replaces: replaces)
        }
    }
}
