/// An open hash table from keys to the addresses of objects.
///
/// `Dictionary` scatters neighbours: each row of a scan would miss the cache three times. Here whole numbers lie in
/// groups of eight neighbours, and only groups are scattered, by a factor that is another in each process.
@usableFromInline
struct IdentityEntries<Key: Hashable>: ~Copyable {
    @usableFromInline
    struct Entry {
        @usableFromInline let key: Key
        @usableFromInline var object: UnsafeRawPointer

        @inlinable
        init(_ key: Key, _ object: UnsafeRawPointer) {
            self.key = key
            self.object = object
        }
    }

    /// Of places without an entry; a search goes on behind `left`. What has an entry is marked with bits of its hash.
    @usableFromInline static var free: UInt8 { 0 }
    @usableFromInline static var left: UInt8 { 1 }

    // Unsafe, because most places have no key. Ours alone; a place is initialized where its mark is above `left`.
    @usableFromInline var marks: UnsafeMutablePointer<UInt8>
    @usableFromInline var entries: UnsafeMutablePointer<Entry>
    /// A power of two.
    @usableFromInline var capacity: Int
    @usableFromInline var count = 0
    /// Places that are not free.
    @usableFromInline var used = 0
    @usableFromInline let factor = UInt(bitPattern: 1.hashValue) | 1

    @inlinable
    init(capacity: Int = 16) {
        self.capacity = capacity
        marks = .allocate(capacity: capacity)
        marks.initialize(repeating: Self.free, count: capacity)
        entries = .allocate(capacity: capacity)
    }

    @inlinable
    deinit {
        if count > 0 { forEachPlace { (entries + $0).deinitialize(count: 1) } }
        marks.deallocate()
        entries.deallocate()
    }

    /// The object at a place that has one.
    @inlinable
    subscript(place: Int) -> UnsafeRawPointer {
        get { entries[place].object }
        set { entries[place].object = newValue }
    }

    @inlinable
    func place(of key: Key) -> Int? {
        let spread = spread(key)
        let mark = mark(spread)
        var place = first(spread)
        while marks[place] != Self.free {
            if marks[place] == mark, entries[place].key == key { return place }
            place = next(place)
        }
        return nil
    }

    /// Puts an object under a key that has none.
    @inlinable
    mutating func add(_ key: Key, _ object: UnsafeRawPointer) {
        if (used + 1) * 8 > capacity * 5 { resize() }
        let spread = spread(key)
        var place = first(spread)
        while marks[place] > Self.left { place = next(place) }
        if marks[place] == Self.free { used += 1 }
        count += 1
        marks[place] = mark(spread)
        (entries + place).initialize(to: Entry(key, object))
    }

    @inlinable
    mutating func remove(at place: Int) {
        (entries + place).deinitialize(count: 1)
        marks[place] = Self.left
        count -= 1
        if count == 0, capacity > 1024 {
            self = IdentityEntries()
        } else if marks[next(place)] == Self.free {
            // No search has to pass what lies before a free place.
            var place = place
            while marks[place] == Self.left {
                marks[place] = Self.free
                used -= 1
                place = (place - 1) & (capacity - 1)
            }
        }
    }

    /// Makes room for more, or takes out what removed entries have left.
    @inlinable
    mutating func resize() {
        var wanted = 16
        while wanted * 3 < (count + 1) * 8 { wanted *= 2 }
        var larger = IdentityEntries(capacity: wanted)
        forEachPlace { place in
            let entry = (entries + place).move()
            marks[place] = Self.left
            larger.add(entry.key, entry.object)
        }
        count = 0
        self = larger
    }

    @inlinable
    func forEachPlace(_ body: (Int) -> Void) {
        for place in 0..<capacity where marks[place] > Self.left { body(place) }
    }

    @inlinable @inline(__always)
    func spread(_ key: Key) -> UInt {
        if Key.self == Int.self {
            // It is one.
            let number = UInt(bitPattern: unsafeBitCast(key, to: Int.self))
            let product = (number >> 3).multipliedFullWidth(by: factor)
            return (product.high ^ product.low) << 3 | number & 7
        }
        return UInt(bitPattern: key.hashValue)
    }

    @inlinable @inline(__always)
    func mark(_ spread: UInt) -> UInt8 { UInt8(truncatingIfNeeded: spread >> 56) | 0x80 }

    @inlinable @inline(__always)
    func first(_ spread: UInt) -> Int { Int(bitPattern: spread) & (capacity - 1) }

    @inlinable @inline(__always)
    func next(_ place: Int) -> Int { (place + 1) & (capacity - 1) }
}
