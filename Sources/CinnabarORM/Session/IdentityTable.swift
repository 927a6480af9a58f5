import CSwiftRuntime
public import Synchronization

/// The table of one class without the type of its key.
open class AnyIdentityTable: @unchecked Sendable {  // the subclass has a lock around what changes
    @usableFromInline final let model: any Model.Type

    @usableFromInline
    init(_ model: any Model.Type) { self.model = model }

    /// How many objects are known.
    package var count: Int { 0 }
}

/// The objects of one class by primary key.
///
/// They are found by bare pointers: a weak reference costs each object memory of its own, and makes counting its
/// references slow for good. Two rules make that safe. An object that stands here knows its place (`IdentityPlace`),
/// both set under the object's lock, and its deinit takes it out, before its memory is freed; so what stands here is
/// memory of an object, seen inside the lock. And an object whose last reference is gone is not revived: retaining it
/// is tried, and fails from the moment on at which its deinit is due.
public final class IdentityTable<Key: Hashable & Sendable>: AnyIdentityTable, @unchecked Sendable {  // as its superclass
    @usableFromInline struct Entries: @unchecked Sendable {  // the objects pointed to are Sendable
        @usableFromInline var pointers: [Key: UnsafeRawPointer] = [:]

        @inlinable init() {}
    }

    @usableFromInline final let entries = Mutex(Entries())
    #if DEBUG
    // ThreadSanitizer does not see a contended Mutex; an atomic of our own repeats the order of its owners.
    @usableFromInline final let order = Atomic<UInt8>(0)
    #endif

    @inlinable override init(_ model: any Model.Type) { super.init(model) }

    override package var count: Int { withEntries { $0.count } }

    /// Nothing else is locked inside it and no object let go, whose deinit would wait for it.
    @inlinable
    func withEntries<Result>(_ body: (inout [Key: UnsafeRawPointer]) -> Result) -> Result {
        entries.withLock { (entries: inout sending Entries) in
            #if DEBUG
            _ = order.load(ordering: .acquiring)
            defer { order.store(1, ordering: .releasing) }
            #endif
            return body(&entries.pointers)
        }
    }

    /// The object with the key.
    @inlinable
    func object<M: Model>(_ key: Key, as model: M.Type) -> M? {
        let found = withEntries { $0[key].flatMap { retainIfAlive($0) } }
        return found.map { Unmanaged<M>.fromOpaque($0).takeRetainedValue() }
    }

    /// Enters a new object that knows its place, and that nobody else has seen.
    ///
    /// - Returns: the object that has the key: another one if another task was faster.
    @inlinable
    func enter<M: Model>(new object: M, _ key: Key) -> M {
        let pointer = UnsafeRawPointer(Unmanaged.passUnretained(object).toOpaque())
        let other = withEntries { entries -> UnsafeRawPointer? in
            guard let old = entries.updateValue(pointer, forKey: key), let alive = retainIfAlive(old) else {
                return nil
            }
            entries[key] = old
            return alive
        }
        return other.map { Unmanaged<M>.fromOpaque($0).takeRetainedValue() } ?? object
    }

    /// Puts an object in the place of whatever the key had; inside the object's lock.
    @inlinable
    func put(_ object: UnsafeRawPointer, _ key: Key) { withEntries { $0[key] = object } }

    /// Takes an object out; inside the object's lock.
    @inlinable
    func remove(_ object: UnsafeRawPointer, _ key: Key) {
        withEntries { if $0[key] == object { $0[key] = nil } }
    }

    /// Takes out an object whose deinit runs, and which does not know its own address.
    @inlinable
    func removeDead(_ key: Key) {
        let other = withEntries { entries -> UnsafeRawPointer? in
            guard let entry = entries[key] else { return nil }
            // Another one may have the row by now: it stays.
            if let alive = retainIfAlive(entry) { return alive }
            entries[key] = nil
            return nil
        }
        if let other { Unmanaged<AnyObject>.fromOpaque(other).release() }
    }

    /// The objects that are alive; each is retained once more.
    @inlinable
    func retainAll(removing: Bool) -> [UnsafeRawPointer] {
        withEntries { entries in
            let alive = entries.values.compactMap { retainIfAlive($0) }
            if removing { entries = [:] }
            return alive
        }
    }
}

/// Where a session finds an object.
@usableFromInline
package struct IdentityPlace<Key: Hashable & Sendable>: Sendable {
    @usableFromInline let table: IdentityTable<Key>
    @usableFromInline let key: Key

    @inlinable
    init(_ table: IdentityTable<Key>, _ key: Key) {
        self.table = table
        self.key = key
    }
}

/// Retains an object of which there may be no reference any more, only its memory; nil when its deinit is due.
@usableFromInline
func retainIfAlive(_ object: UnsafeRawPointer) -> UnsafeRawPointer? {
    swift_tryRetain(UnsafeMutableRawPointer(mutating: object)).map { UnsafeRawPointer($0) }
}
