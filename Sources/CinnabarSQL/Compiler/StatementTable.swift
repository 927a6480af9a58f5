/// Compiled statements by fingerprint and text: an open hash table that is asked with bytes, not with a string.
struct StatementTable: Sendable {
    private var slots: [CompiledStatement?]
    private(set) var count = 0

    /// - Parameter capacity: how many statements it will hold at the most.
    init(capacity: Int) {
        var size = 16
        while size < capacity * 2 { size *= 2 }
        slots = Array(repeating: nil, count: size)
    }

    func find(_ fingerprint: StatementFingerprint, _ text: UnsafeBufferPointer<UInt8>) -> CompiledStatement? {
        var index = slot(of: fingerprint)
        while let statement = slots[index] {
            if statement.fingerprint == fingerprint, statement.hasText(text) { return statement }
            index = (index + 1) & (slots.count - 1)
        }
        return nil
    }

    /// Adds a statement that is not there yet.
    mutating func insert(_ statement: CompiledStatement) {
        var index = slot(of: statement.fingerprint)
        while slots[index] != nil { index = (index + 1) & (slots.count - 1) }
        slots[index] = statement
        count += 1
    }

    private func slot(of fingerprint: StatementFingerprint) -> Int {
        Int(truncatingIfNeeded: fingerprint.hash >> 20) & (slots.count - 1)
    }
}

extension CompiledStatement {
    fileprivate func hasText(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard sql.utf8.count == text.count else { return false }
        return sql.utf8.withContiguousStorageIfAvailable { UnsafeRawBufferPointer($0).isSame(as: text) }
            ?? sql.utf8.elementsEqual(text)
    }
}

extension UnsafeRawBufferPointer {
    /// Eight bytes a step; both have the same length.
    fileprivate func isSame(as other: UnsafeBufferPointer<UInt8>) -> Bool {
        let other = UnsafeRawBufferPointer(other)
        var index = 0
        while index + 8 <= count {
            if loadUnaligned(fromByteOffset: index, as: UInt64.self)
                != other.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            {
                return false
            }
            index += 8
        }
        while index < count {
            if self[index] != other[index] { return false }
            index += 1
        }
        return true
    }
}
