extension Order {
    /// Puts a new object above the one that it was put into, and with it the new objects that it keeps alive.
    ///
    /// Only objects that no session has move, because only they could be lost. A reference that would lead back to the
    /// owner stays weak.
    static func raise(_ target: any Model, above owner: any Model) {
        var seen: Set<ObjectIdentifier> = [ObjectIdentifier(owner), ObjectIdentifier(target)]
        var next: [(object: any Model, above: Order)] = [(target, owner.withCore { $0.order })]
        var moved: [any Model] = []
        while let (object, below) = next.popLast() {
            let order = below.above()
            let held = object.withCore { core -> [any Model] in
                core.order = order
                return core.slots.flatMap(\.references).compactMap { $0.isStrong ? $0.object : nil }
            }
            moved.append(object)
            for other in held where other.isUnattended && other.withCore({ $0.order }) < order {
                if seen.insert(ObjectIdentifier(other)).inserted { next.append((other, order)) }
            }
        }
        for object in moved { object.orderReferences() }
    }
}

extension Model {
    /// Whether nothing but other objects keeps it.
    var isUnattended: Bool { withCore { $0.status == .transient } }

    /// Makes every reference as strong as the order says now.
    func orderReferences() {
        let (slots, extra) = withCore { ($0.slots, $0.extra) }
        let ordered = slots.map { slot in
            slot.mapReferences { reference in
                reference.object.map { ObjectReference(ordered: self, $0) } ?? reference
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
