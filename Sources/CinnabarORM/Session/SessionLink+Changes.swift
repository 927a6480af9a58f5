import CinnabarSQL
import Logging
import Synchronization

extension SessionLink {
    var counts: (new: Int, dirty: Int, deleted: Int) {
        state.withLock { ($0.pending.count, $0.dirty.count, $0.deleted.count) }
    }

    var changes: (new: [any Model], dirty: [any Model], deleted: [any Model]) {
        state.withLock { ($0.pending.objects, $0.dirty.objects, $0.deleted.objects) }
    }

    var hasChanges: Bool {
        state.withLock { !$0.pending.isEmpty || !$0.dirty.isEmpty || !$0.deleted.isEmpty }
    }

    /// What is flushed now; objects that are changed meanwhile come back by themselves.
    func takeChanges() -> (new: [any Model], dirty: [any Model], deleted: [any Model]) {
        state.withLock { state in
            defer {
                state.pending.removeAll()
                state.dirty.removeAll()
                state.deleted.removeAll()
            }
            return (state.pending.objects, state.dirty.objects, state.deleted.objects)
        }
    }

    /// Puts back what a flush had taken, before what came meanwhile.
    func putBack(new: [any Model], dirty: [any Model], deleted: [any Model]) {
        state.withLock { state in
            state.pending.prepend(new)
            state.dirty.prepend(dirty)
            state.deleted.prepend(deleted)
        }
    }

    func markDeleted(_ object: any Model) {
        state.withLock { state in
            state.deleted.append(object)
            state.dirty.remove(object)
        }
    }

    /// Forgets an object; false when it is not the session's.
    @discardableResult
    func release(_ object: any Model, as status: ObjectStatus) -> Bool {
        let isMine = object.withCore { core -> Bool in
            guard core.link === self else { return false }
            core.link = nil
            core.status = status
            return true
        }
        guard isMine else { return false }
        state.withLock { state in
            state.pending.remove(object)
            state.dirty.remove(object)
            state.deleted.remove(object)
        }
        object._$unregister()
        object.holdPending()
        return true
    }

    // Touched relationships

    /// Notes a stored object's relationships before they are changed for the first time since the last commit or
    /// savepoint.
    func touch(_ object: any Model, _ slots: [RelationSlot]) {
        state.withLock { state in
            if state.touches.isEmpty { state.touches.append([:]) }
            let id = ObjectIdentifier(object)
            let last = state.touches.count - 1
            if state.touches[last][id] == nil { state.touches[last][id] = Touch(object: object, slots: slots) }
        }
    }

    func pushTouches() {
        state.withLock { state in
            if state.touches.isEmpty { state.touches.append([:]) }
            state.touches.append([:])
        }
    }

    func mergeTouches() {
        state.withLock { state in
            guard state.touches.count > 1 else { return }
            let inner = state.touches.removeLast()
            state.touches[state.touches.count - 1].merge(inner) { older, _ in older }
        }
    }

    /// Restores what was touched, back to the last savepoint or to the last commit.
    func undoTouches(all: Bool) {
        let undone = state.withLock { state -> [[ObjectIdentifier: Touch]] in
            guard all else { return state.touches.popLast().map { [$0] } ?? [] }
            defer { state.touches = [] }
            return state.touches.reversed()
        }
        for touches in undone {
            for touch in touches.values { touch.object.withCore { $0.slots = touch.slots } }
        }
    }

    // Ends of transactions

    func committed(expiring: Bool) {
        state.withLock { $0.touches = [] }
        let gone = state.withLock { state in
            defer { state.gone = [] }
            return state.gone
        }
        for object in gone { release(object, as: .detached) }
        if expiring { expireAll(unloadingRelationships: true) }
    }

    /// Takes back changes that no flush has seen.
    func undoUnflushed() {
        let (new, dirty, deleted) = takeChanges()
        for object in new { release(object, as: .transient) }
        for object in dirty { object.restoreOriginal() }
        for object in deleted {
            object.withCore { if $0.status == .deleted { $0.status = .persistent } }
            object.restoreOriginal()
        }
    }

    func expireAll(unloadingRelationships: Bool) {
        for object in identities.liveObjects {
            object.withCore { core in
                core.isExpired = true
                if unloadingRelationships { core.slots = [] }
            }
        }
    }

    /// Ends the link: every object is detached.
    func close(warning logger: Logger? = nil) {
        let (new, dirty, deleted) = takeChanges()
        if let logger, !new.isEmpty || !dirty.isEmpty || !deleted.isEmpty {
            logger.warning(
                """
                a session was dropped with work that is lost: \(new.count) new, \(dirty.count) changed and \
                \(deleted.count) deleted objects were not flushed: call commit() and close()
                """)
        }
        state.withLock { state in
            state.isClosed = true
            state.touches = []
            state.gone = []
        }
        for object in new { release(object, as: .transient) }
        for object in dirty + deleted { release(object, as: .detached) }
        identities.detachAll(from: self)
    }
}

extension Model {
    /// Gives changed attributes the values that the database has.
    fileprivate func restoreOriginal() {
        _$withState { state in
            if let original = state.original { state.attributes = original.attributes }
            state.original = nil
            state.core.changed = ChangeSet()
            state.core.extra = nil
        }
    }
}
