/// Changes of relationships: both sides in step, and the foreign key noted for the next flush.
///
/// Each object is locked alone and for a moment, so that two tasks cannot wait for each other.
enum Linking {
    /// Adds an object to a to-many relationship.
    static func add(_ target: any Model, to owner: any Model, _ index: Int) {
        guard let relationship = owner.relationship(index) else {
            owner.insert(target, index)
            return
        }
        switch relationship.kind {
        case .oneToMany:
            connect(child: target, parent: owner, relationship)
        case .manyToMany(let link):
            guard owner.insert(target, index) else { return }
            if let inverse = relationship.inverse { target.insert(owner, inverse, keeps: false) }
            let (side, other, place) =
                link.isCanonical
                ? (owner, target, index) : (target, owner, relationship.inverse ?? index)
            side.note(
                pair: PendingPair(
                    relationship: place, target: ObjectReference(pendingFrom: side, to: other), isRemoved: false))
        case .manyToOne:
            set(target, on: owner, index)
        }
        Cascading.attach(owner, target, relationship)
    }

    /// Takes an object out of a to-many relationship.
    static func remove(_ target: any Model, from owner: any Model, _ index: Int) {
        guard let relationship = owner.relationship(index) else {
            owner.take(target, index)
            return
        }
        switch relationship.kind {
        case .oneToMany:
            owner.take(target, index)
            if let inverse = relationship.inverse, target.current(inverse) === owner {
                target.replace(inverse, by: nil)
            }
            target.note(link: relationship, target: nil)
        case .manyToMany(let link):
            owner.take(target, index)
            if let inverse = relationship.inverse { target.take(owner, inverse) }
            let (side, other, place) =
                link.isCanonical
                ? (owner, target, index) : (target, owner, relationship.inverse ?? index)
            side.note(
                pair: PendingPair(
                    relationship: place, target: ObjectReference(pendingFrom: side, to: other), isRemoved: true))
        case .manyToOne:
            set(nil, on: owner, index)
        }
    }

    /// Sets a to-one relationship.
    static func set(_ target: (any Model)?, on owner: any Model, _ index: Int) {
        guard let relationship = owner.relationship(index) else {
            owner.replace(index, by: target)
            return
        }
        switch relationship.kind {
        case .manyToOne:
            // Whoever knows its own side is in no collection that it does not know of: a long one is not searched.
            let isKnown = owner.slot(index).isLoaded
            let old = owner.current(index)
            if let old, old !== target, let inverse = relationship.inverse { old.drop(owner, inverse) }
            owner.replace(index, by: target)
            owner.note(link: relationship, target: target)
            if let target, let inverse = relationship.inverse {
                if target.isToMany(inverse) {
                    if old !== target { target.insert(owner, inverse, mayBeThere: !isKnown, keeps: false) }
                } else {
                    unlinkOther(of: target, inverse, than: owner)
                    target.replace(inverse, by: owner, keeps: false)
                }
            }
        case .oneToMany:
            // One to one, seen from the side without the key.
            unlinkOther(of: owner, index, than: target)
            owner.replace(index, by: target)
            if let target {
                if let inverse = relationship.inverse {
                    if let old = target.current(inverse), old !== owner { old.drop(target, index) }
                    target.replace(inverse, by: owner, keeps: false)
                }
                target.note(link: relationship, target: owner)
            }
        case .manyToMany:
            if let target { add(target, to: owner, index) }
        }
        if let target { Cascading.attach(owner, target, relationship) }
    }

    /// Puts a child under a parent whose collection it may be in already.
    private static func connect(child: any Model, parent: any Model, _ relationship: Relationship) {
        if let inverse = relationship.inverse {
            let old = child.current(inverse)
            if old === parent { return }
            old?.drop(child, relationship.index)
            // The parent's side first: whoever is outside keeps the other.
            parent.insert(child, relationship.index, mayBeThere: false)
            child.replace(inverse, by: parent, keeps: false)
        } else if !parent.insert(child, relationship.index) {
            return
        }
        child.note(link: relationship, target: parent)
    }

    /// In a one-to-one relationship, whoever had the place leaves it.
    private static func unlinkOther(of owner: any Model, _ index: Int, than target: (any Model)?) {
        guard let old = owner.current(index), old !== target, let relationship = owner.relationship(index) else {
            return
        }
        if let inverse = relationship.inverse { old.replace(inverse, by: nil) }
        old.note(link: relationship, target: nil)
    }
}

extension Model {
    /// Nil when the mapping is wrong: the flush and `MetaData` say so.
    func relationship(_ index: Int) -> Relationship? { try? Self._$mapper.resolved()[index] }

    func isToMany(_ index: Int) -> Bool { Self._$mapper.relationships[index].cardinality == .many }

    /// The object in a to-one relationship, when it is known.
    func current(_ index: Int) -> (any Model)? {
        guard case .one(let reference) = slot(index) else { return nil }
        return reference?.object
    }

    func replace(_ index: Int, by target: (any Model)?, keeps: Bool = true) {
        touchRelationships()
        let reference = target.map { ObjectReference(from: self, to: $0, keeps: keeps) }
        withCore { $0.set(slot: index, to: .one(reference)) }
    }

    /// Adds to a collection; false when the object is in it already.
    @discardableResult
    func insert(_ target: any Model, _ index: Int, mayBeThere: Bool = true, keeps: Bool = true) -> Bool {
        while true {
            let edits = withCore { $0.edits }
            // Not kept in a variable: the append below would copy the whole collection.
            if mayBeThere, slot(index).references.contains(where: { $0.object === target }) { return false }
            touchRelationships()
            let reference = ObjectReference(from: self, to: target, keeps: keeps, isMember: true)
            let isInserted = withCore { core -> Bool in
                // Another task may have put it there meanwhile.
                guard !mayBeThere || core.edits == edits else { return false }
                core.append(reference, to: target, index)
                return true
            }
            if isInserted { return true }
        }
    }

    /// Takes out of a collection.
    func take(_ target: any Model, _ index: Int) {
        touchRelationships()
        let reference = ObjectReference(from: self, to: target)
        let isToMany = isToMany(index)
        withCore { core in
            switch core.slot(index, isToMany: isToMany) {
            case .many(let references):
                core.set(slot: index, to: .many(references.filter { $0.object !== target }))
            case .unloaded(let added, let removed):
                core.set(
                    slot: index,
                    to: .unloaded(added: added.filter { $0.object !== target }, removed: removed + [reference]))
            case .one: break
            }
        }
    }

    /// Lets a rollback restore the relationships of a stored object.
    private func touchRelationships() {
        let (link, slots) = withCore { core -> (SessionLink?, [RelationSlot]) in
            core.status == .persistent ? (core.link, core.slots) : (nil, [])
        }
        link?.touch(self, slots)
    }

    /// Forgets a related object, whichever way it is related.
    func drop(_ target: any Model, _ index: Int) {
        if isToMany(index) { take(target, index) } else if current(index) === target { replace(index, by: nil) }
    }

    /// Notes what a foreign key becomes with the next flush.
    func note(link relationship: Relationship, target: (any Model)?) {
        let isOutward = if case .manyToOne = relationship.kind { true } else { false }
        let (columns, targetColumns) =
            isOutward
            ? (relationship.ownerColumns, relationship.targetColumns)
            : (relationship.targetColumns, relationship.ownerColumns)
        let parentSide =
            isOutward
            ? relationship.inverse.map { relationship.target.relationships[$0].cascade } : relationship.cascade
        let link = PendingLink(
            columns: columns, targetColumns: targetColumns,
            target: target.map { ObjectReference(pendingFrom: self, to: $0) },
            isOrphan: target == nil && (parentSide?.contains(.deleteOrphan) ?? false))
        announce { core in
            core.withExtra { extra in
                extra.links.removeAll { $0.columns == columns }
                extra.links.append(link)
            }
        }
    }

    /// Notes a row of a link table; an insert and a delete of one pair cancel each other.
    func note(pair: PendingPair) {
        let other = pair.target.object
        announce { core in
            core.withExtra { extra in
                let same = extra.pairs.firstIndex {
                    $0.relationship == pair.relationship && $0.target.object === other
                }
                if let same {
                    if extra.pairs[same].isRemoved != pair.isRemoved { extra.pairs.remove(at: same) }
                } else {
                    extra.pairs.append(pair)
                }
            }
        }
    }

    /// Changes what is to be flushed, and tells the session.
    func announce(_ change: (inout ModelCore) -> Void) {
        let link = withCore { core -> SessionLink? in
            change(&core)
            return core.status == .persistent ? core.link : nil
        }
        link?.announce(self)
    }
}

extension ModelCore {
    fileprivate mutating func append(_ reference: ObjectReference, to target: any Model, _ index: Int) {
        switch slot(index, isToMany: true) {
        case .many(var references):
            // Dropped first, so that appending copies nothing.
            set(slot: index, to: .many([]))
            references.append(reference)
            set(slot: index, to: .many(references))
        case .unloaded(let added, let removed):
            set(
                slot: index, to: .unloaded(added: added + [reference], removed: removed.filter { $0.object !== target })
            )
        case .one: break
        }
    }
}
