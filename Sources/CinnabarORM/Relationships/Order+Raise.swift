extension Order {
    /// Puts a new object above the one that it was put into, and with it the new objects that it keeps alive.
    ///
    /// Only objects that no session has move, because only they could be lost. Where the object keeps its new owner
    /// alive already, a ring has to be cut: a collection keeps its members, so the way from a member back is cut.
    static func raise(_ target: any Model, above owner: any Model, isMember: Bool) {
        guard isMember || !target.keeps(owner) else { return }
        var seen: Set<ObjectIdentifier> = [ObjectIdentifier(target)]
        var next: [(object: any Model, above: Order)] = [(target, owner.withCore { $0.order })]
        var moved: [any Model] = []
        while let (object, below) = next.popLast() {
            let order = below.above()
            object.withCore { $0.order = order }
            moved.append(object)
            for (other, isMember) in object.unattended where other !== owner && other.withCore({ $0.order }) < order {
                // What is no member of a collection and leads back to the owner is where the ring is cut.
                guard isMember || !other.keeps(owner) else { continue }
                if seen.insert(ObjectIdentifier(other)).inserted { next.append((other, order)) }
            }
        }
        for object in moved { object.orderReferences() }
    }
}

extension Model {
    /// Whether nothing but other objects keeps it.
    var isUnattended: Bool { withCore { $0.status == .transient } }

    /// The new objects that it keeps alive, and whether they are members of a collection.
    fileprivate var unattended: [(object: any Model, isMember: Bool)] {
        var found: [(object: any Model, isMember: Bool)] = []
        for slot in withCore({ $0.slots }) {
            let isMember = if case .one = slot { false } else { true }
            for reference in slot.references where reference.isStrong {
                if let object = reference.object, object.isUnattended { found.append((object, isMember)) }
            }
        }
        return found
    }

    /// Whether it keeps another one alive, over however many new objects.
    fileprivate func keeps(_ other: any Model) -> Bool {
        var seen: Set<ObjectIdentifier> = [ObjectIdentifier(self)]
        var next = unattended
        while let (object, _) = next.popLast() {
            if object === other { return true }
            if seen.insert(ObjectIdentifier(object)).inserted { next += object.unattended }
        }
        return false
    }

    /// Makes every reference as strong as the order says now.
    func orderReferences() {
        let (slots, extra) = withCore { ($0.slots, $0.extra) }
        let ordered = slots.map { slot in
            slot.mapReferences { reference in
                reference.object.map { ObjectReference(from: self, to: $0) } ?? reference
            }
        }
        withCore { $0.slots = ordered }
        guard extra?.hasChanges == true else { return }
        holdPending()
    }

    /// Holds what waits to be written as firmly as it must be: by the session while there is one, else by the order.
    func holdPending() {
        guard let extra = withCore({ $0.extra }), extra.hasChanges else { return }
        let links = extra.links.map { link in
            link.with(target: link.target?.object.map { ObjectReference(pendingFrom: self, to: $0) } ?? link.target)
        }
        let pairs = extra.pairs.map { pair in
            pair.with(target: pair.target.object.map { ObjectReference(pendingFrom: self, to: $0) } ?? pair.target)
        }
        withCore { core in
            core.withExtra { extra in
                extra.links = links
                extra.pairs = pairs
            }
        }
    }
}

extension RelationSlot {
    fileprivate func mapReferences(_ transform: (ObjectReference) -> ObjectReference) -> RelationSlot {
        switch self {
        case .unloaded(let added, let removed): .unloaded(added: added.map(transform), removed: removed.map(transform))
        case .one(let reference): .one(reference.map(transform))
        case .many(let references): .many(references.map(transform))
        }
    }
}
