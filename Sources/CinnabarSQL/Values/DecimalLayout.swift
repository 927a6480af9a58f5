import FoundationEssentials

/// How `Decimal` lies in memory: eight 16-bit words of mantissa behind an exponent and a byte of flags.
///
/// Foundation offers no other way to the mantissa than text, which is twenty times slower. The layout is not taken on
/// trust: it is found out once, from known values, and text is used where it is none of those known here.
enum DecimalLayout {
    /// swift-foundation: length in the high bits, then sign and compactness.
    case swift
    /// Darwin's C struct: length in the low bits.
    case objectiveC
    case unknown

    static let current: DecimalLayout = {
        let samples: [(String, DecimalParts)] = [
            ("-1.5", DecimalParts(isNegative: true, mantissa: 15, exponent: -1)),
            ("7e100", DecimalParts(isNegative: false, mantissa: 7, exponent: 100)),
            ("0", DecimalParts(isNegative: false, mantissa: 0, exponent: 0)),
            (
                "12345678901234567890123456789.01",
                DecimalParts(isNegative: false, mantissa: 1_234_567_890_123_456_789_012_345_678_901, exponent: -2)
            ),
        ]
        return [DecimalLayout.swift, .objectiveC].first { layout in
            samples.allSatisfy { text, parts in
                guard let sample = Decimal(string: text) else { return false }
                return layout.parts(of: sample) == parts
                    && layout.decimal(
                        isNegative: parts.isNegative, mantissa: parts.mantissa, exponent: parts.exponent) == sample
            }
        } ?? .unknown
    }()

    /// Nil when the layout is unknown; `decimal` must not be NaN.
    func parts(of decimal: Decimal) -> DecimalParts? {
        guard self != .unknown, MemoryLayout<Decimal>.size == 20 else { return nil }
        return withUnsafeBytes(of: decimal) { bytes in
            let flags = bytes[1]
            let length = self == .swift ? flags >> 4 : flags & 0x0F
            let isNegative = flags & (self == .swift ? 0x08 : 0x10) != 0
            guard length <= 8 else { return nil }
            var mantissa: UInt128 = 0
            for word in (0..<Int(length)).reversed() {
                let value = bytes.loadUnaligned(fromByteOffset: 4 + word * 2, as: UInt16.self)
                mantissa = mantissa << 16 | UInt128(value)
            }
            return DecimalParts(
                isNegative: isNegative, mantissa: mantissa, exponent: Int(Int8(bitPattern: bytes[0])))
        }
    }

    /// Nil when the layout is unknown; the exponent must be within -128 and 127.
    func decimal(isNegative: Bool, mantissa: UInt128, exponent: Int) -> Decimal? {
        guard self != .unknown, MemoryLayout<Decimal>.size == 20 else { return nil }
        guard mantissa != 0 else { return Decimal() }
        var decimal = Decimal()
        withUnsafeMutableBytes(of: &decimal) { bytes in
            let length = UInt8((128 - mantissa.leadingZeroBitCount + 15) / 16)
            bytes[0] = UInt8(bitPattern: Int8(truncatingIfNeeded: exponent))
            bytes[1] =
                self == .swift
                ? length << 4 | (isNegative ? 0x08 : 0) | 0x04 : length | (isNegative ? 0x10 : 0) | 0x20
            for word in 0..<8 {
                bytes.storeBytes(
                    of: UInt16(truncatingIfNeeded: mantissa >> UInt128(word * 16)), toByteOffset: 4 + word * 2,
                    as: UInt16.self)
            }
        }
        return decimal
    }
}
