public import Synchronization

/// Where a model keeps its state: in the object itself, behind a lock.
///
/// Made by `@Model`; not for direct use.
@frozen
public struct ModelStorage<Attributes: ModelAttributes>: ~Copyable, Sendable {
    @usableFromInline let mutex: Mutex<ModelState<Attributes>>
    #if DEBUG
    // ThreadSanitizer does not see a contended Mutex; an atomic of our own repeats the order of its owners.
    @usableFromInline let order = Atomic<UInt8>(0)
    #endif

    @inlinable
    public init(_ attributes: Attributes) { mutex = Mutex(ModelState(attributes)) }

    @inlinable
    deinit {
        // The session finds the object by a bare pointer: see `IdentityTable`.
        if let place = withState({ $0.place }) { place.table.removeDead(place.key) }
    }

    /// Reads a part of the attributes.
    @inlinable
    public borrowing func read<Value>(_ body: (borrowing Attributes) -> Value) -> Value {
        withState { body($0.attributes) }
    }

    /// Changes a part of the attributes; true when `Model._$announce` must follow.
    @inlinable
    public borrowing func write(_ column: Int, _ body: (inout Attributes) -> Void) -> Bool {
        withState { state in
            let mustAnnounce = state.willChange(column)
            body(&state.attributes)
            return mustAnnounce
        }
    }

    @inlinable
    public borrowing func withState<Result>(_ body: (inout ModelState<Attributes>) throws -> Result) rethrows
        -> Result
    {
        // Unchecked: the values are Sendable, and the result leaves the lock as a copy.
        try mutex.withLock { (state: inout sending ModelState<Attributes>) in
            #if DEBUG
            _ = order.load(ordering: .acquiring)
            defer { order.store(1, ordering: .releasing) }
            #endif
            return try body(&state)
        }
    }
}
