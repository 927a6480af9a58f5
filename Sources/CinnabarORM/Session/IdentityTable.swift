import CSwiftRuntime

/// The table of one class without the type of its key.
public class AnyIdentityTable: @unchecked Sendable {  // the subclass has a lock around what changes
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
/// is tried as a weak reference does, in one atomic step that fails from the moment on at which its deinit is due.
// Unchecked, as its superclass is: what changes has a lock around it.
public final class IdentityTable<Key: Hashable & Sendable>: AnyIdentityTable, @unchecked Sendable {
    @usableFromInline final let lock = ModelLock()
    // Read and changed inside the lock, one at a time.
    @exclusivity(unchecked) @usableFromInline final var entries = IdentityEntries<Key>()

    @inlinable override init(_ model: any Model.Type) { super.init(model) }

    override package var count: Int { lock.withLock { entries.count } }

    /// The object with the key.
    @inlinable
    func object<M: Model>(_ key: Key, as model: M.Type) -> M? {
        let found = lock.withLock { entries.place(of: key).flatMap { retainIfAlive(entries[$0]) } }
        return found.map { Unmanaged<M>.fromOpaque($0).takeRetainedValue() }
    }

    // Inside the lock nothing else is locked and no object let go, whose deinit would wait for it.

    /// Enters a new object that knows its place, and that nobody else has seen.
    ///
    /// - Returns: the object that has the key: another one if another task was faster.
    @inlinable
    func enter<M: Model>(new object: M, _ key: Key) -> M {
        let pointer = object._$address
        let other = lock.withLock { () -> UnsafeRawPointer? in
            guard let place = entries.place(of: key) else {
                entries.add(key, pointer)
                return nil
            }
            if let alive = retainIfAlive(entries[place]) { return alive }
            entries[place] = pointer
            return nil
        }
        return other.map { Unmanaged<M>.fromOpaque($0).takeRetainedValue() } ?? object
    }

    /// Puts an object in the place of whatever the key had; inside the object's lock.
    @inlinable
    func put(_ object: UnsafeRawPointer, _ key: Key) {
        lock.withLock {
            if let place = entries.place(of: key) { entries[place] = object } else { entries.add(key, object) }
        }
    }

    /// Takes an object out; inside the object's lock.
    @inlinable
    func remove(_ object: UnsafeRawPointer, _ key: Key) {
        lock.withLock {
            if let place = entries.place(of: key), entries[place] == object { entries.remove(at: place) }
        }
    }

    /// Takes out an object whose deinit runs, and which does not know its own address.
    @inlinable
    func removeDead(_ key: Key) {
        let other = lock.withLock { () -> UnsafeRawPointer? in
            guard let place = entries.place(of: key) else { return nil }
            // Another one may have the row by now: it stays.
            if let alive = retainIfAlive(entries[place]) { return alive }
            entries.remove(at: place)
            return nil
        }
        if let other { Unmanaged<AnyObject>.fromOpaque(other).release() }
    }

    /// The objects that are alive; each is retained once more.
    @inlinable
    func retainAll(removing: Bool) -> [UnsafeRawPointer] {
        lock.withLock {
            var alive: [UnsafeRawPointer] = []
            alive.reserveCapacity(entries.count)
            entries.forEachPlace { if let object = retainIfAlive(entries[$0]) { alive.append(object) } }
            if removing { entries = IdentityEntries() }
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
