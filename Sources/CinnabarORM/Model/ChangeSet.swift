/// A set of small numbers: columns by position. The first 64 need no memory of their own.
public struct ChangeSet: Sendable, Hashable {
    @usableFromInline var low: UInt64 = 0
    @usableFromInline var high: [UInt64] = []

    @inlinable
    public init() {}

    @inlinable public var isEmpty: Bool { low == 0 && high.isEmpty }

    @inlinable
    public mutating func insert(_ member: Int) {
        if member < 64 { low |= 1 << UInt64(truncatingIfNeeded: member) } else { insertHigh(member) }
    }

    @inlinable
    public func contains(_ member: Int) -> Bool {
        if member < 64 { return low >> UInt64(truncatingIfNeeded: member) & 1 == 1 }
        let word = member / 64 - 1
        return word < high.count && high[word] >> UInt64(truncatingIfNeeded: member % 64) & 1 == 1
    }

    public mutating func remove(_ member: Int) {
        if member < 64 {
            low &= ~(1 << UInt64(truncatingIfNeeded: member))
        } else if contains(member) {
            high[member / 64 - 1] &= ~(1 << UInt64(truncatingIfNeeded: member % 64))
            while high.last == 0 { high.removeLast() }
        }
    }

    public mutating func formUnion(_ other: ChangeSet) {
        low |= other.low
        for (word, bits) in other.high.enumerated() {
            if word < high.count { high[word] |= bits } else { high.append(bits) }
        }
    }

    @usableFromInline
    mutating func insertHigh(_ member: Int) {
        let word = member / 64 - 1
        while high.count <= word { high.append(0) }
        high[word] |= 1 << UInt64(truncatingIfNeeded: member % 64)
    }

    /// The members in ascending order.
    public var members: [Int] {
        var result: [Int] = []
        for (word, bits) in ([low] + high).enumerated() {
            var rest = bits
            while rest != 0 {
                result.append(word * 64 + rest.trailingZeroBitCount)
                rest &= rest - 1
            }
        }
        return result
    }
}
