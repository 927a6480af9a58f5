import CinnabarSQL

/// A select with the joins of its `.joined` loaders, and how the further columns of its rows are read.
struct JoinPlan: Sendable {
    /// One class among those that a row has: where its columns are, and what hangs on it.
    struct Entity: Sendable {
        let model: any Model.Type
        /// Where its columns begin in the row.
        let position: Int
        let reference: TableReference
        var joins: [Joined] = []
        /// Deferred attributes and where they are in the row.
        var deferred: [(column: Int, position: Int)] = []
    }

    struct Joined: Sendable {
        let relationship: Relationship
        let entity: Entity
    }

    private(set) var node: SelectNode
    private(set) var roots: [Entity] = []
    /// Loaders that run after the query.
    private(set) var later: [(root: any Model.Type, node: LoaderNode)] = []
    /// Whether rows of one root may come several times, because a collection was joined.
    private(set) var repeatsRoots = false
    private var aliases = 0
    private let allowsCollections: Bool
    private let allowsRepeats: Bool

    init(_ node: SelectNode, isSingleEntity: Bool) throws {
        self.node = node
        allowsRepeats = isSingleEntity
        allowsCollections =
            isSingleEntity && node.limit == nil && node.offset == nil && node.distinct == nil && node.groupBy.isEmpty
        for option in node.options {
            guard let request = option as? any AnyLoaderOption else { continue }
            try add(request)
        }
    }

    /// Whether the query runs as it is.
    var isEmpty: Bool { allowsRepeats && roots.allSatisfy { $0.joins.isEmpty && $0.deferred.isEmpty } }

    private mutating func add(_ request: any AnyLoaderOption) throws {
        let place = try root(request.root)
        switch request.kind {
        case .undefer(let columns):
            var entity = roots[place]
            undefer(columns, of: &entity)
            roots[place] = entity
        case .relationship(let loader):
            guard loader.isJoined, try canJoin(loader) else {
                later.append((request.root, loader))
                return
            }
            var entity = roots[place]
            let path = try join(loader, to: &entity)
            roots[place] = entity
            later += path.map { (request.root, $0) }
        }
    }

    /// The root among the select's own entities.
    private mutating func root(_ model: any Model.Type) throws -> Int {
        if let known = roots.firstIndex(where: { $0.model == model }) { return known }
        let name = model._$mapper.name
        guard let row = node.selectedRows.first(where: { ObjectIdentifier($0.type) == ObjectIdentifier(model) }) else {
            throw CompileError(
                "a loader is about \(name), and the select list has no \(name)",
                alternative: "select the whole object, or leave the option out")
        }
        roots.append(Entity(model: model, position: row.position, reference: row.table))
        return roots.count - 1
    }

    private func canJoin(_ loader: LoaderNode) throws -> Bool {
        // The user's own join: its rows are the relationship, whatever else the query does.
        if loader.strategy == .fromJoin { return true }
        let relationship = try loader.relationship()
        // Conditions of a filter name the table, not its alias; a query of its own has no alias.
        guard loader.filter.isEmpty else { return false }
        return !relationship.isToMany || allowsCollections
    }

    /// Adds a LEFT JOIN, and returns the loaders below it that cannot be joined, as paths from the root.
    private mutating func join(_ loader: LoaderNode, to entity: inout Entity) throws -> [LoaderNode] {
        let relationship = try loader.relationship()
        if relationship.isToMany { repeatsRoots = true }
        let target = relationship.target
        let alias: TableReference
        if loader.strategy == .fromJoin {
            alias = loader.alias ?? target.reference
        } else {
            aliases += 1
            alias = TableReference(
                schema: target.reference.schema, name: target.reference.name,
                alias: "\(target.reference.name)_\(aliases)")
            node.joins += relationship.joins(
                .left, from: entity.reference, to: alias, link: relationship.linkName.map { "\($0)_\(aliases)" })
        }
        var joined = Entity(model: target.model, position: node.items.count, reference: alias)
        node.items += target.selection.map { $0.of(alias) }
        undefer(loader.undeferred, of: &joined)
        var later: [LoaderNode] = []
        for child in loader.children {
            if child.isJoined, try canJoin(child) {
                later += try join(child, to: &joined).map { loader.leading(to: $0) }
            } else {
                later.append(loader.leading(to: child))
            }
        }
        entity.joins.append(Joined(relationship: relationship, entity: joined))
        return later
    }

    private mutating func undefer(_ columns: [Int], of entity: inout Entity) {
        let mapper = entity.model._$mapper
        for column in columns {
            entity.deferred.append((column, node.items.count))
            node.items.append(mapper.nodes[column].of(entity.reference))
        }
    }
}

extension Relationship {
    /// The link table's name, where there is one.
    fileprivate var linkName: String? {
        if case .manyToMany(let link) = kind { link.mapper.reference.name } else { nil }
    }
}

extension LoaderNode {
    fileprivate var isJoined: Bool { strategy == .joined || strategy == .fromJoin }

    /// The same step with nothing but this below it, for a loader that starts behind a join.
    func leading(to child: LoaderNode) -> LoaderNode {
        var copy = self
        copy.children = [child]
        copy.undeferred = []
        return copy
    }
}

extension Node {
    /// The same column of another table.
    func of(_ table: TableReference) -> Node {
        if case .column(let column) = self { .column(table, column.name) } else { self }
    }
}

/// A select as a plan has changed it.
struct PlannedSelect<Output: Sendable>: Statement {
    let node: SelectNode
    let decoder: RowDecoder<Output>

    var returnsRows: Bool { true }
    func write(to writer: inout SQLWriter) throws { try writer.write(select: node) }
}
