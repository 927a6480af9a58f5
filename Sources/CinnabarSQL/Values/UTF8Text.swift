/// Borrowed bytes as strings, refused where they are not valid UTF-8 instead of repaired.
@usableFromInline
enum UTF8Text {
    /// Nil when the bytes are not valid UTF-8.
    ///
    /// `String(decoding:as:)` is the fastest way to make a string and repairs what is invalid; `String(validating:as:)`
    /// takes twice as long. Pure ASCII needs no check, and a repair always changes bytes, so comparing finds it.
    @usableFromInline
    static func string(_ bytes: UnsafeRawBufferPointer) -> String? {
        guard let start = bytes.baseAddress, bytes.count > 0 else { return "" }
        if isASCII(start, bytes.count) { return String(decoding: bytes, as: UTF8.self) }
        var text = String(decoding: bytes, as: UTF8.self)
        let isUnchanged = text.withUTF8 { utf8 in
            guard utf8.count == bytes.count, let copy = utf8.baseAddress else { return false }
            return areEqual(UnsafeRawPointer(copy), start, bytes.count)
        }
        return isUnchanged ? text : nil
    }

    // Both loops read eight bytes at a time; the last eight may overlap those before. `count` is the length of what
    // the pointers own, so that every load stays inside.

    private static func isASCII(_ start: UnsafeRawPointer, _ count: Int) -> Bool {
        var bits: UInt64 = 0
        if count >= 8 {
            var offset = 0
            while offset < count - 8 {
                bits |= start.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                offset += 8
            }
            bits |= start.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
        } else {
            for offset in 0..<count { bits |= UInt64(start.load(fromByteOffset: offset, as: UInt8.self)) }
        }
        return bits & 0x8080_8080_8080_8080 == 0
    }

    private static func areEqual(_ left: UnsafeRawPointer, _ right: UnsafeRawPointer, _ count: Int) -> Bool {
        var difference: UInt64 = 0
        if count >= 8 {
            var offset = 0
            while offset < count - 8 {
                difference |=
                    left.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                    ^ right.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                offset += 8
            }
            difference |=
                left.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
                ^ right.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
        } else {
            for offset in 0..<count {
                difference |= UInt64(
                    left.load(fromByteOffset: offset, as: UInt8.self)
                        ^ right.load(fromByteOffset: offset, as: UInt8.self))
            }
        }
        return difference == 0
    }
}
