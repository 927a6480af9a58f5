import CinnabarSQL

// What loaders put into relationships: nothing that a flush would write.
extension Model {
    /// Puts loaded objects into a to-many relationship; what was added or removed without loading is kept.
    func fill(_ relationship: Relationship, with objects: [any Model], replaces: Bool) {
        let index = relationship.index
        guard replaces || !slot(index).isLoaded else { return }
        var references = objects.map { ObjectReference(from: self, to: $0) }
        withCore { core in
            if case .unloaded(let added, let removed) = core.slot(index, isToMany: true) {
                let gone = Set(removed.compactMap { $0.object.map { ObjectIdentifier($0) } })
                references.removeAll { $0.object.map { gone.contains(ObjectIdentifier($0)) } ?? true }
                let there = Set(references.compactMap { $0.object.map { ObjectIdentifier($0) } })
                references += added.filter { $0.object.map { !there.contains(ObjectIdentifier($0)) } ?? false }
            }
            core.set(slot: index, to: .many(references))
        }
        guard let inverse = relationship.inverse, case .oneToMany = relationship.kind else { return }
        for object in objects { object.fill(one: inverse, with: self, replaces: false) }
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
