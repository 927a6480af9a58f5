/// What tells two statements apart: a hash of the text, and all that a compiled statement holds beside the text.
struct StatementFingerprint: Sendable, Equatable {
    var hash: UInt64 = 0
    /// Which of the first 64 parameters are typed as literals; the hints of the others are in the hash.
    var literalMask: UInt64 = 0
    var flags: UInt64 = 0
}

extension SQLWriter {
    /// - Parameter seed: another one for each cache, so that no text is slow to find everywhere.
    func fingerprint(seed: UInt64, returnsRows: Bool) -> StatementFingerprint {
        var hash = Self.hash(bytes, seed)
        for hint in furtherHints { hash = Self.mix(hash ^ UInt64(hint.rawValue)) }
        let intent: UInt64 =
            switch intent {
            case .read: 0
            case .write: 1
            case .schema: 2
            case .unknown: 3
            }
        let flags = (isPureRead ? 16 : 0) | intent << 2 | (touchesSession ? 2 : 0) | (returnsRows ? 1 : 0)
        return StatementFingerprint(
            hash: hash, literalMask: literalMask, flags: flags | UInt64(furtherHints.count) << 8)
    }

    /// Eight bytes a step: a text is hashed on every execution, and compared in full before it is believed.
    private static func hash(_ bytes: UnsafeBufferPointer<UInt8>, _ seed: UInt64) -> UInt64 {
        var hash = seed ^ UInt64(bytes.count)
        let raw = UnsafeRawBufferPointer(bytes)
        var index = 0
        while index + 8 <= raw.count {
            hash = mix(hash ^ raw.loadUnaligned(fromByteOffset: index, as: UInt64.self))
            index += 8
        }
        var tail: UInt64 = 0
        while index < raw.count {
            tail = tail << 8 | UInt64(raw[index])
            index += 1
        }
        return mix(hash ^ tail)
    }

    @inline(__always)
    private static func mix(_ value: UInt64) -> UInt64 {
        let product = value.multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
        return product.high ^ product.low
    }
}
