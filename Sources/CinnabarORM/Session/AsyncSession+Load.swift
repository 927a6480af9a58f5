import CinnabarEngine
package import CinnabarSQL

// Loading relationships of objects that are there.
extension AsyncSession {
    /// Loads one relationship on demand.
    func load(_ object: any Model, _ index: Int, _ site: CallSite) async throws {
        try await operation {
            let relationship = try type(of: object)._$mapper.resolved()[index]
            if object.withCore({ $0.extra?.raised.contains(index) ?? false }) {
                throw NotLoadedError(
                    .raised, relationship.title,
                    "\(relationship.title) is not loaded, and its query forbade to load it on demand with .raise")
            }
            try await autoflush(site)
            let node = LoaderNode(.selectIn, erased: type(of: object), index)
            try await load(node, of: [object], context: LoadContext(link), site)
        }
    }

    /// Loads one deferred attribute on demand.
    func load(_ object: any Model, column: Int, _ site: CallSite) async throws -> SQLValue {
        try await operation {
            try await self.loadColumn(object, column, site)
        }
    }

    private func loadColumn<M: Model>(_ object: M, _ column: Int, _ site: CallSite) async throws -> SQLValue {
        let mapper = M._$mapper
        guard let key = object.keyValues else { throw object.noRow("load an attribute of") }
        var node = SelectNode(items: [mapper.nodes[column]])
        node.conditions = mapper.condition(key: key)
        let statement = Select<SQLValue>(node: node, decoder: tupleDecoder(SQLExpression<SQLValue>(.null)))
        let rows = try await run(statement, LoadContext(link), site)
        guard let value = rows.first() else { throw object.goneRow() }
        try object._$withState { try $0.attributes.set(column, to: value) }
        return value
    }

    /// Loads what a loader names for objects of one class, and goes on to its children.
    func load(_ node: LoaderNode, of owners: [any Model], context: LoadContext, _ site: CallSite) async throws {
        guard !owners.isEmpty else { return }
        let relationship = try node.relationship()
        switch node.strategy {
        case .raise:
            for owner in owners { owner.withCore { $0.withExtra { $0.raised.insert(node.index) } } }
            return
        case .immediate:
            for owner in owners { try await fill(relationship, node, of: [owner], context, site) }
        case .selectIn, .joined, .fromJoin:
            try await fill(relationship, node, of: owners, context, site)
        }
        guard !node.children.isEmpty || !node.undeferred.isEmpty else { return }
        let related = owners.related(relationship.index)
        if !node.undeferred.isEmpty { try await undefer(node.undeferred, of: related, site) }
        for child in node.children { try await load(child, of: related, context: context, site) }
    }

    private func fill(
        _ relationship: Relationship, _ node: LoaderNode, of owners: [any Model], _ context: LoadContext,
        _ site: CallSite
    ) async throws {
        let replaces = context.populatesExisting || !node.filter.isEmpty
        let wanting = replaces ? owners : owners.filter { $0.needsLoading(relationship) }
        guard !wanting.isEmpty else { return }
        let rows = RelatedRows(relationship: relationship, filter: node.filter)
        try await fill(relationship.target.model, rows, wanting, replaces: replaces, context, site)
    }

    private func fill<Target: Model>(
        _ target: Target.Type, _ rows: RelatedRows, _ owners: [any Model], replaces: Bool, _ context: LoadContext,
        _ site: CallSite
    ) async throws {
        let relationship = rows.relationship
        // Owners of one key share what is related to them.
        var groups: [MatchKey: [any Model]] = [:]
        var keys: [MatchKey] = []
        for owner in owners {
            guard let key = MatchKey(owner, relationship.ownerColumns) else {
                owner.fillEmpty(relationship)
                continue
            }
            if groups[key] == nil { keys.append(key) }
            groups[key, default: []].append(owner)
        }
        if case .manyToOne = relationship.kind, rows.filter.conditions.isEmpty {
            keys = keys.filter { key in
                guard let known = relationship.known(target, key.values, in: link) else { return true }
                for owner in groups[key] ?? [] { owner.fill(one: relationship.index, with: known, replaces: replaces) }
                return false
            }
        }
        let size = RelatedRows.chunkSize(environment.dialect)
        for start in stride(from: 0, to: keys.count, by: size) {
            let chunk = Array(keys[start..<min(start + size, keys.count)])
            var found: [MatchKey: [any Model]] = [:]
            if case .manyToMany(let link) = relationship.kind {
                let statement = rows.selectThrough(target, link, chunk)
                for (values, object) in try await run(statement, context, site) {
                    if let key = MatchKey(values) { found[key, default: []].append(object) }
                }
            } else {
                let statement = rows.select(target, relationship.targetColumns, chunk)
                for object in try await run(statement, context, site) {
                    if let key = MatchKey(object, relationship.targetColumns) {
                        found[key, default: []].append(object)
                    }
                }
            }
            for key in chunk {
                for owner in groups[key] ?? [] {
                    owner.fill(relationship, found[key] ?? [], replaces: replaces)
                }
            }
        }
    }

    /// Loads deferred attributes of objects that are there.
    func undefer(_ columns: [Int], of objects: [any Model], _ site: CallSite) async throws {
        guard let first = objects.first else { return }
        let model: any Model.Type = type(of: first)
        try await readColumns(columns, model, objects, site)
    }

    private func readColumns<M: Model>(_ columns: [Int], _ model: M.Type, _ objects: [any Model], _ site: CallSite)
        async throws
    {
        let mapper = M._$mapper
        var byKey: [MatchKey: [any Model]] = [:]
        for object in objects {
            if let key = object.keyValues.flatMap({ MatchKey($0) }) { byKey[key, default: []].append(object) }
        }
        let keys = Array(byKey.keys)
        let size = RelatedRows.chunkSize(environment.dialect)
        for start in stride(from: 0, to: keys.count, by: size) {
            var node = SelectNode(items: (mapper.keyColumns + columns).map { mapper.nodes[$0] })
            node.conditions = [
                RelatedRows.matches(
                    mapper.keyColumns.map { mapper.nodes[$0] }, mapper.keyColumns.map { mapper.attributes[$0].column },
                    Array(keys[start..<min(start + size, keys.count)]))
            ]
            let statement = Select<Row>(node: node, decoder: RowDecoder<Row>.rows)
            for row in try await run(statement, nil, site) {
                let key = MatchKey(Array(row.values.prefix(mapper.keyColumns.count)))
                for object in key.flatMap({ byKey[$0] }) ?? [] {
                    for (place, column) in columns.enumerated() {
                        try object.set(column, to: row.values[mapper.keyColumns.count + place])
                    }
                }
            }
        }
    }
}

extension LoaderNode {
    init(_ strategy: Strategy, erased owner: any Model.Type, _ index: Int) {
        self.strategy = strategy
        self.owner = owner
        self.index = index
        filter = RelationshipFilter()
    }
}

extension Relationship {
    /// The object that a foreign key refers to, when the session has it and it refers to the primary key.
    fileprivate func known<Target: Model>(_ model: Target.Type, _ values: [SQLValue], in link: SessionLink) -> Target? {
        guard targetColumns == target.keyColumns, let key = try? Target.key(values) else { return nil }
        let object = link.identities.object(model, key)
        return object.flatMap { $0.isStale || $0.withCore({ $0.status }) != .persistent ? nil : $0 }
    }
}

extension Model {
    package func set(_ column: Int, to value: SQLValue) throws {
        try _$withState { try $0.attributes.set(column, to: value) }
    }

    func fill(_ relationship: Relationship, _ objects: [any Model], replaces: Bool) {
        if relationship.isToMany {
            fill(relationship, with: objects, replaces: replaces)
        } else {
            fill(one: relationship.index, with: objects.first, replaces: true)
            if let object = objects.first, case .oneToMany = relationship.kind, let inverse = relationship.inverse {
                object.fill(one: inverse, with: self, replaces: false)
            }
        }
    }

    func fillEmpty(_ relationship: Relationship) { fill(relationship, [], replaces: false) }

    func noRow(_ what: String) -> SessionError {
        SessionError(.objectState, "cannot \(what) a \(Self._$mapper.name) that has no row yet: flush it first")
    }

    func goneRow() -> SessionError {
        SessionError(.objectState, "the row of this \(Self._$mapper.name) is not there any more")
    }
}

extension [any Model] {
    /// The objects that one relationship of these leads to, each once.
    func related(_ index: Int) -> [any Model] {
        var seen: Set<ObjectIdentifier> = []
        var result: [any Model] = []
        for owner in self {
            for reference in owner.slot(index).references {
                if let object = reference.object, seen.insert(ObjectIdentifier(object)).inserted {
                    result.append(object)
                }
            }
        }
        return result
    }
}

extension Mapper {
    /// The conditions that a row has this key.
    package func condition(key: [SQLValue]) -> [Node] {
        zip(keyColumns, key).map { .compare(.equal, nodes[$0], $1) }
    }
}

extension Model {
    /// Loads a relationship on demand.
    func load(_ index: Int, _ site: CallSite) async throws {
        let path = "\(Self._$mapper.name).\(Self._$mapper.relationships[index].name)"
        guard let session = withCore({ $0.link })?.session else { throw NotLoadedError.detached(path) }
        try await session.load(self, index, site)
    }
}
