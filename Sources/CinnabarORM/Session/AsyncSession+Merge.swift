import CinnabarEngine
import CinnabarSQL

extension AsyncSession {
    /// Copies an object's state onto the session's object of the same row, and returns that one. Without such a row
    /// the copy is new.
    ///
    /// For objects from elsewhere: another session, a cache, a request. The given object is not changed and does not
    /// come into the session. Loaded relationships are merged too, where their cascade says so.
    ///
    /// - Parameter load: whether rows that the session does not know are asked for; without it the object's state is
    ///   taken for what the database has.
    /// - Throws: what a query throws. See SQLAlchemy's "Merging".
    public func merge<M: Model>(
        _ object: M, load: Bool = true, fileID: StaticString = #fileID, line: UInt = #line
    ) async throws -> M {
        let site = CallSite(fileID: fileID, line: line)
        return try await operation {
            try await autoflush(site)
            var merged: [ObjectIdentifier: any Model] = [:]
            let result = try await mergeOne(object, load: load, &merged, site)
            // The class of the copy is that of the original.
            return unsafeDowncast(result, to: M.self)
        }
    }

    private func mergeOne<M: Model>(
        _ object: M, load: Bool, _ merged: inout [ObjectIdentifier: any Model], _ site: CallSite
    ) async throws -> any Model {
        if contains(object) { return object }
        if let known = merged[ObjectIdentifier(object)] { return known }
        let target = try await mergeTarget(object, load: load, site)
        merged[ObjectIdentifier(object)] = target
        for relationship in try M._$mapper.resolved() where relationship.cascade.contains(.merge) {
            let slot = object.slot(relationship.index)
            guard slot.isLoaded else { continue }
            var related: [any Model] = []
            for reference in slot.references {
                if let one = reference.object { related.append(try await mergeOne(one, load: load, &merged, site)) }
            }
            if relationship.isToMany {
                if target.needsLoading(relationship), target.withCore({ $0.status }) == .persistent {
                    let node = LoaderNode(.selectIn, erased: M.self, relationship.index)
                    try await self.load(node, of: [target], context: LoadContext(link), site)
                }
                let wanted = Set(related.map { ObjectIdentifier($0) })
                for old in target.slot(relationship.index).references.compactMap(\.object)
                where !wanted.contains(ObjectIdentifier(old)) {
                    Linking.remove(old, from: target, relationship.index)
                }
                for one in related { Linking.add(one, to: target, relationship.index) }
            } else if target.current(relationship.index) !== related.first {
                Linking.set(related.first, on: target, relationship.index)
            }
        }
        return target
    }

    /// The session's object for the same row, with the given one's attributes; a new one where there is none.
    private func mergeTarget<M: Model>(_ object: M, load: Bool, _ site: CallSite) async throws -> M {
        let attributes = object._$withState { $0.attributes }
        if let key = attributes.primaryKey {
            if let known = try await stored(M.self, key, load: load, site) {
                known.copy(attributes)
                return known
            }
            if !load {
                let table = link.identities.table(M.self)
                let state = ModelState(attributes, from: link, at: IdentityPlace(table, key))
                return table.enter(new: M(_$state: state), key)
            }
        }
        let copy = M(_$state: ModelState(attributes))
        link.add(copy)
        return copy
    }

    private func stored<M: Model>(_ model: M.Type, _ key: M.PrimaryKey, load: Bool, _ site: CallSite) async throws
        -> M?
    {
        if let known = link.identities.object(model, key), !known.isStale { return known }
        guard load else { return nil }
        var node = SelectNode(rowsOf: model)
        node.conditions = M._$mapper.condition(key: M._$Attributes.values(of: key))
        return try await run(Select<M>(node: node, decoder: RowDecoder<M>.rows), LoadContext(link), site).first()
    }
}

extension Model {
    /// Sets every attribute that differs, as the program would.
    fileprivate func copy(_ attributes: _$Attributes) {
        let mapper = Self._$mapper
        let mustAnnounce = _$withState { state in
            var mustAnnounce = false
            for column in mapper.attributes.indices where !mapper.isComputed[column] {
                let value = attributes.value(column)
                // What the given object does not have was made by the database.
                if value == state.attributes.value(column) || (value == .null && mapper.leftOutWhenNull[column]) {
                    continue
                }
                if value == .null, mapper.attributes[column].isDeferred { continue }
                mustAnnounce = state.willChange(column) || mustAnnounce
                try? state.attributes.set(column, to: value)
            }
            return mustAnnounce
        }
        if mustAnnounce { _$announce() }
    }
}
