public import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// The lock of one object, held for a few instructions at a time.
///
/// One byte, taken with one atomic operation and let go with a plain store: half of what a `Mutex` costs, which needs
/// a second one to see who waits. Whoever waits looks again, soon from another place in the scheduler's queue and in
/// the end from a short sleep, so that an owner without a processor gets one. Not for owners that wait for anything.
/// Darwin keeps its `Mutex`, which lends the owner the waiter's priority.
@frozen
public struct ModelLock: ~Copyable, Sendable {
    #if canImport(Darwin)
    @usableFromInline let mutex = Mutex(())
    #else
    @usableFromInline let isTaken = Atomic<Bool>(false)
    #endif

    @inlinable
    public init() {}

    @inlinable @inline(__always)
    public borrowing func withLock<Result>(_ body: () throws -> Result) rethrows -> Result {
        #if canImport(Darwin)
        try mutex.withLock { _ in try body() }
        #else
        if isTaken.exchange(true, ordering: .acquiring) { wait() }
        defer { isTaken.store(false, ordering: .releasing) }
        return try body()
        #endif
    }

    #if !canImport(Darwin)
    @usableFromInline
    borrowing func wait() {
        var turns = 0
        repeat {
            while isTaken.load(ordering: .relaxed) {
                turns += 1
                if turns < 100 { continue }
                if turns < 200 {
                    sched_yield()
                } else {
                    var pause = timespec(tv_sec: 0, tv_nsec: 50_000)
                    nanosleep(&pause, nil)
                }
            }
        } while isTaken.exchange(true, ordering: .acquiring)
    }
    #endif
}
