import CinnabarSQL
import Synchronization

/// What objects know of their session, and where the session keeps its objects. Safe from any thread.
///
/// A class of its own, so that an object keeps neither the session nor its connection alive. Its lock is taken inside
/// no object's lock, and no object's inside it.
@usableFromInline
package final class SessionLink: Sendable {
    package struct State: Sendable {
        var pending = ObjectList()
        var dirty = ObjectList()
        var deleted = ObjectList()
        /// Deleted in the transaction that is not committed yet.
        var gone: [any Model] = []
        /// Relationships as they were, for a rollback: of the transaction, then of each savepoint.
        var touches: [[ObjectIdentifier: Touch]] = []
        var isClosed = false
    }

    struct Touch: Sendable {
        let object: any Model
        let slots: [RelationSlot]
    }

    @usableFromInline package let identities = IdentityMap()
    let state = Locked(State())
    private let owner = Locked(WeakSession(session: nil))

    package init() {}

    /// The session; nil when it is gone or closed.
    var session: AsyncSession? {
        if state.withLock({ $0.isClosed }) { return nil }
        return owner.withLock { $0 }.session
    }

    func set(_ session: AsyncSession) { owner.withLock { $0 = WeakSession(session: session) } }

    /// A persistent object has its first change: it is kept until it is flushed.
    package func announce(_ object: any Model) {
        state.withLock { state in
            if !state.isClosed { state.dirty.append(object) }
        }
    }
}

private struct WeakSession: Sendable {
    weak var session: AsyncSession?
}

/// Objects in the order in which they came, each once.
package struct ObjectList: Sendable {
    private var storage: [(any Model)?] = []
    private var gaps = 0
    /// Where objects are: of the first `indexed` ones. A long list that is only filled and emptied needs none.
    private var places: [ObjectIdentifier: Int] = [:]
    private var indexed = 0

    package var isEmpty: Bool { storage.count == gaps }
    package var count: Int { storage.count - gaps }
    package var objects: [any Model] { storage.compactMap(\.self) }

    package mutating func append(_ object: any Model) {
        index()
        guard places[ObjectIdentifier(object)] == nil else { return }
        storage.append(object)
    }

    /// Appends an object that is not in the list.
    package mutating func append(new object: any Model) { storage.append(object) }

    @discardableResult
    package mutating func remove(_ object: any Model) -> Bool {
        if isEmpty { return false }
        index()
        guard let place = places.removeValue(forKey: ObjectIdentifier(object)) else { return false }
        storage[place] = nil
        gaps += 1
        if isEmpty { removeAll() }
        return true
    }

    private mutating func index() {
        while indexed < storage.count {
            if let object = storage[indexed] { places[ObjectIdentifier(object)] = indexed }
            indexed += 1
        }
    }

    package mutating func removeAll() { self = ObjectList() }

    /// Puts objects before those that are there.
    package mutating func prepend(_ objects: [any Model]) {
        guard !objects.isEmpty else { return }
        var merged = ObjectList()
        for object in objects { merged.append(object) }
        for object in self.objects { merged.append(object) }
        self = merged
    }
}
