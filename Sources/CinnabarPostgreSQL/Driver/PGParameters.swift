import CinnabarSQL

/// A statement's parameters in the form that libpq takes: parallel arrays over one buffer of bytes.
///
/// One per connection, used again for each statement, so that binding allocates nothing.
final class PGParameters {
    private(set) var count = 0
    private(set) var types: UnsafeMutablePointer<UInt32>
    private(set) var values: UnsafeMutablePointer<UnsafePointer<CChar>?>
    private(set) var lengths: UnsafeMutablePointer<Int32>
    private(set) var formats: UnsafeMutablePointer<Int32>
    private var capacity: Int
    private var bytes: UnsafeMutableRawPointer
    private var byteCapacity: Int
    private var used = 0
    private let limits = PGLimits()

    /// What a statement with large values leaves behind is given back.
    private static let keptBytes = 64 * 1024
    private static let keptParameters = 1024

    init() {
        capacity = 16
        types = .allocate(capacity: capacity)
        values = .allocate(capacity: capacity)
        lengths = .allocate(capacity: capacity)
        formats = .allocate(capacity: capacity)
        byteCapacity = 1024
        bytes = .allocate(byteCount: byteCapacity, alignment: 8)
    }

    deinit { deallocate() }

    private func deallocate() {
        types.deallocate()
        values.deallocate()
        lengths.deallocate()
        formats.deallocate()
        bytes.deallocate()
    }

    func removeAll() {
        count = 0
        used = 0
        limits.removeAll()
        if byteCapacity > Self.keptBytes {
            bytes.deallocate()
            byteCapacity = 1024
            bytes = .allocate(byteCount: byteCapacity, alignment: 8)
        }
        if capacity > Self.keptParameters { reserve(16) }
    }

    /// Encodes a statement's binds. After an error nothing is bound.
    func encode(_ binds: ArraySlice<SQLValue>, hints: [ParameterHint]) throws {
        try binds.withUnsafeBufferPointer { try encode($0, hints: hints) }
    }

    func encode(_ binds: UnsafeBufferPointer<SQLValue>, hints: [ParameterHint]) throws {
        removeAll()
        try PGLimits.check(parameters: binds.count)
        if binds.count > capacity { reserve(max(binds.count, capacity * 2)) }
        do {
            for bind in binds {
                let hint = count < hints.count ? hints[count] : .value
                try append(bind, hint)
            }
        } catch {
            removeAll()
            throw error
        }
        // The buffer has stopped moving: what are offsets become addresses.
        for index in 0..<count where lengths[index] >= 0 {
            values[index] = UnsafePointer((bytes + Int(bitPattern: values[index])).assumingMemoryBound(to: CChar.self))
        }
    }

    private func append(_ bind: SQLValue, _ hint: ParameterHint) throws {
        let start = used
        let (type, isBinary) = try write(bind, hint)
        let length = used - start
        try limits.add(bytes: length, parameter: count + 1)
        types[count] = type
        formats[count] = isBinary ? 1 : 0
        if case .null = bind {
            lengths[count] = -1
            values[count] = nil
        } else {
            lengths[count] = Int32(length)
            values[count] = UnsafePointer(bitPattern: start)
        }
        count += 1
    }

    private func reserve(_ wanted: Int) {
        types.deallocate()
        values.deallocate()
        lengths.deallocate()
        formats.deallocate()
        capacity = wanted
        types = .allocate(capacity: capacity)
        values = .allocate(capacity: capacity)
        lengths = .allocate(capacity: capacity)
        formats = .allocate(capacity: capacity)
    }
}

// MARK: - The buffer

extension PGParameters {
    /// How many bytes have been written.
    var byteCount: Int { used }

    /// Room for so many bytes, at the end.
    func room(_ wanted: Int) -> UnsafeMutableRawPointer {
        if used + wanted > byteCapacity {
            byteCapacity = max(used + wanted, byteCapacity * 2)
            let larger = UnsafeMutableRawPointer.allocate(byteCount: byteCapacity, alignment: 8)
            larger.copyMemory(from: bytes, byteCount: used)
            bytes.deallocate()
            bytes = larger
        }
        defer { used += wanted }
        return bytes + used
    }

    @inline(__always)
    func write<Value: FixedWidthInteger>(_ value: Value) {
        room(MemoryLayout<Value>.size).storeBytes(of: value.bigEndian, as: Value.self)
    }

    /// Writes over what was written before.
    func patch(_ value: Int32, at offset: Int) {
        bytes.storeBytes(of: value.bigEndian, toByteOffset: offset, as: Int32.self)
    }

    func write(_ source: UnsafeRawBufferPointer) throws {
        guard let base = source.baseAddress, source.count > 0 else { return }
        // Before anything is copied, so that a value beyond the limit costs nothing.
        guard source.count < PGLimits.bytes else { try limits.add(bytes: source.count, parameter: count + 1); return }
        room(source.count).copyMemory(from: base, byteCount: source.count)
    }

    func write(_ text: String) throws {
        var text = text
        try text.withUTF8 { try write(UnsafeRawBufferPointer($0)) }
    }
}
