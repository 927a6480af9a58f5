import CinnabarSQL
import Synchronization

/// How objects come into a session with others.
enum Cascading {
    /// One of two related objects is in a session: the other follows, where the relationship says so.
    static func attach(_ owner: any Model, _ target: any Model, _ relationship: Relationship) {
        let (ownerLink, targetLink) = (owner.openLink, target.openLink)
        if let ownerLink, targetLink == nil, relationship.cascade.contains(.saveUpdate) {
            ownerLink.add(target)
        } else if let targetLink, ownerLink == nil, let inverse = relationship.inverse,
            relationship.target.relationships[inverse].cascade.contains(.saveUpdate)
        {
            targetLink.add(owner)
        }
    }
}

extension Model {
    var openLink: SessionLink? { withCore { $0.link } }
}

extension SessionLink {
    /// Takes an object into the session, and all that hangs on it by save-update cascades.
    ///
    /// Objects of another session stay where they are; the flush says so.
    package func add(_ object: any Model) {
        guard take(object) else { return }
        object.holdPending()
        var next: [any Model] = object.cascaded(.saveUpdate).reversed()
        while let object = next.popLast() {
            guard take(object) else { continue }
            object.holdPending()
            next += object.cascaded(.saveUpdate).reversed()
        }
    }

    /// False when the object is in a session already.
    private func take(_ object: any Model) -> Bool {
        enum Taken { case no, pending, persistent }
        let taken = object.withCore { core -> Taken in
            guard core.link == nil else { return .no }
            switch core.status {
            case .transient: core.status = .pending
            case .detached where core.isMadeHere: core.status = .pending
            case .detached: core.status = .persistent
            case .pending, .persistent, .deleted: return .no
            }
            core.link = self
            return core.status == .pending ? .pending : .persistent
        }
        switch taken {
        case .no: return false
        // It had no session, so it is in no list.
        case .pending: state.withLock { $0.pending.append(new: object) }
        case .persistent: object.attach(to: self)
        }
        return true
    }
}

extension Model {
    /// The objects that a cascade reaches from this one, as far as they are known.
    func cascaded(_ cascade: Cascade) -> [any Model] {
        let relationships = Self._$mapper.relationships
        if relationships.isEmpty { return [] }
        var found: [any Model] = []
        for (index, definition) in relationships.enumerated() where definition.cascade.contains(cascade) {
            for reference in slot(index).references {
                if let object = reference.object { found.append(object) }
            }
        }
        return found
    }

    /// Puts a stored object into the session's identity map; what is changed is flushed with the session.
    fileprivate func attach(to link: SessionLink) {
        register(in: link)
        if withCore({ !$0.changed.isEmpty || $0.hasExtra }) { link.announce(self) }
    }
}
