import CinnabarSQL

// What loaders put into relationships: nothing that a flush would write.
extension Model {
    /// Puts loaded objects into a to-many relationship; what was added or removed without loading is kept.
    func fill(_ relationship: Relationship, with objects: [any Model], replaces: Bool) {
        let index = relationship.index
        guard replaces || !slot(index).isLoaded else { return }
        let inverse: Int? = if case .oneToMany = relationship.kind { relationship.inverse } else { nil }
        var references = members(objects, inverse)
        withCore { core in
            if case .unloaded(let added, let removed) = core.slot(index, isToMany: true) {
                let gone = Set(removed.compactMap { $0.object.map { ObjectIdentifier($0) } })
                references.removeAll { $0.object.map { gone.contains(ObjectIdentifier($0)) } ?? true }
                let there = Set(references.compactMap { $0.object.map { ObjectIdentifier($0) } })
                references += added.filter { $0.object.map { !there.contains(ObjectIdentifier($0)) } ?? false }
            }
            core.set(slot: index, to: .many(references))
        }
    }

    /// References to loaded objects, which get theirs back at the same time: each is locked once, as a rule.
    private func members(_ objects: [any Model], _ inverse: Int?) -> [ObjectReference] {
        guard let first = objects.first else { return [] }
        // Both have a number then.
        _ = Order.allowsStrongReference(from: self, to: first)
        let order = withCore { $0.order }
        let back = WeakObject(self)
        var references: [ObjectReference] = []
        references.reserveCapacity(objects.count)
        for object in objects {
            let (other, isFilled) = object.withCore { core in
                if core.order == .none { core.order = order.above() }
                guard let inverse, core.isUntouched(inverse) else { return (core.order, false) }
                core.set(slot: inverse, to: .one(core.order < order ? .strong(self) : .weak(back)))
                return (core.order, true)
            }
            references.append(order < other ? .strong(object) : .weak(WeakObject(object)))
            if let inverse, !isFilled { object.fill(one: inverse, with: self, replaces: false) }
        }
        return references
    }

    /// Puts a loaded object, or the knowledge that there is none, into a to-one relationship.
    func fill(one index: Int, with object: (any Model)?, replaces: Bool) {
        let slot = slot(index)
        if !replaces, case .one(let reference) = slot, reference == nil || reference?.object != nil { return }
        let reference = object.map { ObjectReference(from: self, to: $0) }
        withCore { $0.set(slot: index, to: .one(reference)) }
    }

    /// Whether a loader has something to do.
    func needsLoading(_ relationship: Relationship) -> Bool {
        switch slot(relationship.index) {
        case .unloaded: true
        case .one(let reference): reference.map { $0.object == nil } ?? false
        case .many(let references): references.contains { $0.object == nil }
        }
    }
}

/// The value or values by which rows are matched.
enum MatchKey: Hashable, Sendable {
    case one(SQLValue)
    case several([SQLValue])

    /// What an object has in columns.
    init?(_ object: any Model, _ columns: [Int]) {
        guard columns.count == 1 else {
            self.init(object.values(columns))
            return
        }
        let value = object.value(columns[0])
        if case .null = value { return nil }
        self = .one(value)
    }

    /// Nil where a value is NULL: it matches nothing.
    init?(_ values: [SQLValue]) {
        if values.contains(.null) { return nil }
        self = values.count == 1 ? .one(values[0]) : .several(values)
    }

    var values: [SQLValue] {
        switch self {
        case .one(let value): [value]
        case .several(let values): values
        }
    }
}
