package import FoundationEssentials

/// PostgreSQL's binary numeric: groups of four decimal digits, with the place of the first group.
///
/// Big-endian 16-bit words: the number of groups, the first group's power of 10,000, the sign, the digits that are
/// displayed behind the point, and the groups.
package enum NumericCodec {
    private static let headerSize = 8
    private static let negative: UInt16 = 0x4000
    private static let nan: UInt16 = 0xC000
    private static let infinity: UInt16 = 0xD000
    private static let negativeInfinity: UInt16 = 0xF000

    /// Exactly the number, NaN included.
    ///
    /// - Throws: `NumericError` when the bytes are not a numeric, or it is infinite, has more digits than 128 bits
    ///   hold, or lies beyond 10^±128.
    package static func decode(_ bytes: UnsafeRawBufferPointer) throws(NumericError) -> Decimal {
        switch try value(bytes) {
        case .nan: return .nan
        case .infinity: throw .infinite
        case .finite(let parts):
            guard let decimal = parts.decimal else { throw .outOfRange }
            return decimal
        }
    }

    static func value(_ bytes: UnsafeRawBufferPointer) throws(NumericError) -> NumericValue {
        let (sign, weight, count) = try header(bytes)
        switch sign {
        case 0, negative: break
        case nan: return .nan
        case infinity: return .infinity(isNegative: false)
        case negativeInfinity: return .infinity(isNegative: true)
        default: throw .malformed
        }
        var last = count - 1
        while last >= 0, try group(bytes, last) == 0 { last -= 1 }
        guard last >= 0 else { return .finite(DecimalParts(isNegative: false, mantissa: 0, exponent: 0)) }
        var mantissa: UInt128 = 0
        var exponent = (weight - last) * 4
        for place in 0...last {
            var digits = UInt128(try group(bytes, place))
            var factor: UInt128 = 10_000
            // Zeros at the end are no digits: they move into the exponent.
            while place == last, digits % 10 == 0 {
                digits /= 10
                factor /= 10
                exponent += 1
            }
            let (product, overflow) = mantissa.multipliedReportingOverflow(by: factor)
            let (sum, isTooLong) = product.addingReportingOverflow(digits)
            guard !overflow, !isTooLong else { throw .tooManyDigits }
            mantissa = sum
        }
        return .finite(DecimalParts(isNegative: sign == negative, mantissa: mantissa, exponent: exponent))
    }

    /// The nearest double, of a numeric with any number of digits.
    static func double(_ bytes: UnsafeRawBufferPointer) throws(NumericError) -> Double {
        do {
            switch try value(bytes) {
            case .nan: return .nan
            case .infinity(let isNegative): return isNegative ? -.infinity : .infinity
            case .finite(let parts): return parts.double
            }
        } catch .tooManyDigits {
            let (sign, weight, count) = try header(bytes)
            var text = sign == negative ? "-" : ""
            for place in 0..<count {
                let digits = String(try group(bytes, place))
                text += String(repeating: "0", count: 4 - digits.utf8.count) + digits
            }
            text += "e\((weight - count + 1) * 4)"
            // The library reports a number that is too small or too large as nil or as the limit itself.
            guard let double = Double(text) else { throw .outOfRange }
            return double
        }
    }

    private static func header(
        _ bytes: UnsafeRawBufferPointer
    ) throws(NumericError) -> (sign: UInt16, weight: Int, count: Int) {
        guard bytes.count >= headerSize else { throw .malformed }
        let count = Int(word(bytes, 0))
        guard bytes.count == headerSize + 2 * count else { throw .malformed }
        return (word(bytes, 4), Int(Int16(bitPattern: word(bytes, 2))), count)
    }

    private static func group(_ bytes: UnsafeRawBufferPointer, _ place: Int) throws(NumericError) -> UInt16 {
        let digits = word(bytes, headerSize + 2 * place)
        guard digits < 10_000 else { throw .malformed }
        return digits
    }

    private static func word(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> UInt16 {
        UInt16(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt16.self))
    }
}

extension NumericCodec {
    /// The bytes of a number, NaN included; only as many digits behind the point as it has.
    package static func encode(_ decimal: Decimal) -> [UInt8] {
        guard let parts = DecimalParts(decimal) else { return words([0, 0, nan, 0]) }
        guard parts.mantissa != 0 else { return words([0, 0, 0, 0]) }
        // Groups stand at powers of 10,000, so the last one may have to be filled with zeros.
        let shift = ((parts.exponent % 4) + 4) % 4
        var power = (parts.exponent - shift) / 4
        let filled: (divisor: UInt128, factor: UInt128) = [(10_000, 1), (1_000, 10), (100, 100), (10, 1_000)][shift]
        var (rest, digits) = parts.mantissa.quotientAndRemainder(dividingBy: filled.divisor)
        var groups = [UInt16(truncatingIfNeeded: digits * filled.factor)]
        while rest != 0 {
            (rest, digits) = rest.quotientAndRemainder(dividingBy: 10_000)
            groups.append(UInt16(truncatingIfNeeded: digits))
        }
        while groups.first == 0 {
            groups.removeFirst()
            power += 1
        }
        let weight = power + groups.count - 1
        let header = [
            UInt16(groups.count), UInt16(bitPattern: Int16(truncatingIfNeeded: weight)),
            parts.isNegative ? negative : 0, UInt16(max(0, -parts.exponent)),
        ]
        return words(header + groups.reversed())
    }

    private static func words(_ words: [UInt16]) -> [UInt8] {
        words.flatMap { [UInt8(truncatingIfNeeded: $0 >> 8), UInt8(truncatingIfNeeded: $0)] }
    }
}
