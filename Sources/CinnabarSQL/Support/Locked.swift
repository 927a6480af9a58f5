package import Synchronization

#if DEBUG
/// A `Mutex` that ThreadSanitizer sees through.
///
/// When a `Mutex` is contended, its lock is taken inside the standard library, which is not instrumented: on Linux
/// each such hand-over is then reported as a race. Debug builds repeat the order in which owners follow each other
/// with an atomic of our own; release builds are the bare `Mutex`.
@frozen
package struct Locked<Value: ~Copyable>: ~Copyable, Sendable {
    @usableFromInline package let mutex: Mutex<Value>
    @usableFromInline package let order = HandOver()

    @inlinable
    package init(_ value: consuming sending Value) {
        mutex = Mutex(value)
    }

    @inlinable
    package borrowing func withLock<Result: ~Copyable, Failure: Error>(
        _ body: (inout sending Value) throws(Failure) -> sending Result
    ) throws(Failure) -> sending Result {
        try mutex.withLock { (value: inout sending Value) throws(Failure) -> sending Result in
            order.take()
            defer { order.give() }
            return try body(&value)
        }
    }
}
#else
/// A `Mutex`; debug builds have one that ThreadSanitizer sees through.
///
/// An alias, because a generic type of the package is not specialised in other modules: as one, each lock cost the
/// look-up of its types' metadata, which a point query noticed.
package typealias Locked<Value: ~Copyable> = Mutex<Value>
#endif
