import CinnabarSQL

/// What an object knows of one of its relationships.
@usableFromInline
package enum RelationSlot: Sendable {
    /// Nothing, but for changes that were made without loading it.
    case unloaded(added: [ObjectReference], removed: [ObjectReference])
    case one(ObjectReference?)
    case many([ObjectReference])

    static let untouched = RelationSlot.unloaded(added: [], removed: [])

    var isLoaded: Bool {
        if case .unloaded = self { false } else { true }
    }

    var references: [ObjectReference] {
        switch self {
        case .unloaded(let added, _): added
        case .one(let reference): reference.map { [$0] } ?? []
        case .many(let references): references
        }
    }
}

/// A foreign key that gets another object's key with the next flush.
package struct PendingLink: Sendable {
    /// The key's columns, and the attributes of the other object that they refer to.
    let columns: [Int]
    let targetColumns: [Int]
    /// Nil: the columns become NULL.
    private(set) var target: ObjectReference?
    /// Whether the object is deleted because it has left its parent.
    let isOrphan: Bool

    func with(target: ObjectReference?) -> PendingLink {
        var copy = self
        copy.target = target
        return copy
    }
}

/// A row of a link table that is to be inserted or deleted.
package struct PendingPair: Sendable {
    let relationship: Int
    private(set) var target: ObjectReference
    let isRemoved: Bool

    func with(target: ObjectReference) -> PendingPair {
        var copy = self
        copy.target = target
        return copy
    }
}

extension ModelCore {
    /// An object that was made here and has not been read back: what nobody put in its relationships is not there.
    private var knowsItsRelations: Bool { isMadeHere }

    package func slot(_ index: Int, isToMany: Bool) -> RelationSlot {
        if index < slots.count {
            if case .unloaded(let added, _) = slots[index], knowsItsRelations, isToMany { return .many(added) }
            if slots[index].isLoaded || !knowsItsRelations { return slots[index] }
        }
        guard knowsItsRelations else { return .untouched }
        return isToMany ? .many([]) : .one(nil)
    }

    /// Whether nobody has read or changed the relationship of a loaded object.
    func isUntouched(_ index: Int) -> Bool {
        guard !isMadeHere else { return false }
        guard index < slots.count else { return true }
        guard case .unloaded(let added, let removed) = slots[index] else { return false }
        return added.isEmpty && removed.isEmpty
    }

    package mutating func set(slot index: Int, to slot: RelationSlot) {
        while slots.count <= index { slots.append(.untouched) }
        slots[index] = slot
    }

    /// The rare part, made when it is first changed and dropped when it is empty again.
    package mutating func withExtra<Result>(_ body: (inout CoreExtra) -> Result) -> Result {
        if extras.isEmpty { extras.append(CoreExtra()) }
        defer { if extras[0].isEmpty { extras = [] } }
        return body(&extras[0])
    }
}

extension Model {
    package func slot(_ index: Int) -> RelationSlot {
        let isToMany = Self._$mapper.relationships[index].cardinality == .many
        let (slot, hasKey) = withCore { core -> (RelationSlot, Bool) in
            let slot = core.slot(index, isToMany: isToMany)
            // A foreign key that was given as a value names an object that nobody has loaded.
            guard case .one(nil) = slot, core.isMadeHere,
                index >= core.slots.count || !core.slots[index].isLoaded
            else { return (slot, false) }
            return (slot, true)
        }
        guard hasKey, let relationship = try? Self._$mapper.resolved()[index], case .manyToOne = relationship.kind
        else { return slot }
        return values(relationship.ownerColumns).contains(.null) ? slot : .untouched
    }
}
