extension Order {
    /// Puts a new object above the one that it was put into, and with it the new objects that it keeps alive.
    ///
    /// Only objects that no session has move, because only they could be lost. Where the object keeps its new owner
    /// alive already, a ring has to be cut: a collection keeps its members, so the way from a member back is cut.
    ///
    /// All of them move or none: no link that was made before gets weaker, but where a way back is cut. The work is
    /// bounded: an object is looked at in few raises and few long searches, and each raise takes it up four times as
    /// far as the last one. What has used that up stays where it is. What would have to lift it is then kept by nobody
    /// through the new link; a new member is kept, and lets go of what it is linked to. If nobody else keeps that, the
    /// flush says so.
    static func raise(_ target: any Model, above owner: any Model, isMember: Bool) {
        guard target.withCore({ !$0.raises.areSpent }) else { return }
        var search = RingSearch(for: owner)
        guard isMember || !search.leadsBack(target) else { return }
        var raised = RaisedObjects(target, above: owner, &search, membersOnly: false)
        if raised.isRefused, isMember { raised = RaisedObjects(target, above: owner, &search, membersOnly: true) }
        guard !raised.isRefused else { return }
        for (object, order) in raised.orders { object.withCore { $0.order = order } }
        for (object, _) in raised.orders { object.orderReferences() }
    }
}

/// The objects of one raise, from below: by their old order each comes after all that keep it.
private struct RaisedObjects {
    private(set) var orders: [(object: any Model, order: Order)] = []
    /// Whether one of them has been raised too often.
    private(set) var isRefused = false
    private var waiting = IntHeap()
    private var objects: [Int: (object: any Model, above: Order)] = [:]

    init(_ target: any Model, above owner: any Model, _ search: inout RingSearch, membersOnly: Bool) {
        add(target, target.withCore { $0.order }, above: owner.withCore { $0.order })
        while let (object, order) = next() {
            for (other, isMember) in object.unattended where other !== owner && (isMember || !membersOnly) {
                let old = other.withCore { $0.order }
                // What is no member of a collection and leads back to the owner is where the ring is cut.
                guard old < order, isMember || !search.leadsBack(other) else { continue }
                add(other, old, above: order)
            }
        }
    }

    /// - Parameter old: what the object's order is now: no two objects have the same.
    private mutating func add(_ object: any Model, _ old: Order, above order: Order) {
        let number = Int(old.number)
        if let known = objects[number] {
            if known.above < order { objects[number] = (object, order) }
        } else {
            objects[number] = (object, order)
            waiting.push(number)
        }
    }

    private mutating func next() -> (object: any Model, order: Order)? {
        guard let number = waiting.pop(), let (object, below) = objects.removeValue(forKey: number) else { return nil }
        guard let times = object.withCore({ $0.raises.next() }) else {
            isRefused = true
            return nil
        }
        let order = below.above(by: Int64(1) << (2 * Int64(min(times, 11))))
        orders.append((object, order))
        return (object, order)
    }
}

extension Model {
    /// Whether nothing but other objects keeps it.
    var isUnattended: Bool { withCore { $0.status == .transient } }

    /// The new objects that it keeps alive, and whether they are members of a collection.
    var unattended: [(object: any Model, isMember: Bool)] {
        var found: [(object: any Model, isMember: Bool)] = []
        for slot in withCore({ $0.slots }) {
            let isMember = if case .one = slot { false } else { true }
            for reference in slot.references where reference.isStrong {
                if let object = reference.object, object.isUnattended { found.append((object, isMember)) }
            }
        }
        return found
    }

    /// Makes every reference as strong as the order says now.
    func orderReferences() {
        revise {
            $0.slots
        } change: { slots in
            slots.map { slot in
                slot.mapReferences { reference in
                    reference.object.map { ObjectReference(from: self, to: $0) } ?? reference
                }
            }
        } write: {
            $0.slots = $1
        }
        holdPending()
    }

    /// Holds what waits to be written as firmly as it must be: by the session while there is one, else by the order.
    func holdPending() {
        guard withCore({ $0.hasExtraChanges }) else { return }
        func held(_ reference: ObjectReference) -> ObjectReference {
            reference.object.map { ObjectReference(pendingFrom: self, to: $0) } ?? reference
        }
        revise {
            guard let extra = $0.extra, extra.hasChanges else { return nil }
            return (extra.links, extra.pairs)
        } change: { links, pairs in
            (links.map { $0.with(target: $0.target.map(held)) }, pairs.map { $0.with(target: held($0.target)) })
        } write: { core, held in
            core.withExtra { ($0.links, $0.pairs) = held }
        }
    }

    /// Replaces a part of the core by what is made of it without the lock; once more where somebody was faster.
    private func revise<Part>(
        _ read: (ModelCore) -> Part?, change: (Part) -> Part, write: (inout ModelCore, Part) -> Void
    ) {
        while true {
            let (part, edits) = withCore { (read($0), $0.edits) }
            guard let part else { return }
            let changed = change(part)
            let isWritten = withCore { core -> Bool in
                guard core.edits == edits else { return false }
                write(&core, changed)
                return true
            }
            if isWritten { return }
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
