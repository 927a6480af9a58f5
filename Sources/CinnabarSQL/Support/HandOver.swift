#if DEBUG
package import Synchronization
#endif

/// Shows ThreadSanitizer that who was resumed runs after who resumed it, and after all that one did before.
///
/// The concurrency runtime sees to this order, by atomics in code that is not instrumented (swiftlang/swift#59068):
/// what a continuation hands over would be reported as a race. Debug builds repeat the order with an atomic of our own;
/// in release builds there is nothing.
@frozen
package struct HandOver: ~Copyable, Sendable {
    #if DEBUG
    @usableFromInline let order = Atomic<UInt8>(0)
    #endif

    @inlinable
    package init() {}

    /// By who resumes, just before.
    @inlinable
    package borrowing func give() {
        #if DEBUG
        // Not a store, which would hide what another thread has handed over just before.
        _ = order.exchange(1, ordering: .releasing)
        #endif
    }

    /// By who was resumed, first of all.
    @inlinable
    package borrowing func take() {
        #if DEBUG
        _ = order.load(ordering: .acquiring)
        #endif
    }
}
