import FoundationEssentials

/// Exact numbers as text: `-12.50`, `1e-7`, `NaN`, `Infinity`.
enum NumericText {
    static func parse(_ text: String) -> Result<NumericValue, NumericError> {
        var text = text
        return text.withUTF8 { bytes in
            Result { () throws(NumericError) in try parse(UnsafeRawBufferPointer(bytes)) }
        }
    }

    static func parse(_ bytes: UnsafeRawBufferPointer) throws(NumericError) -> NumericValue {
        var position = 0
        var isNegative = false
        if let first = bytes.first, first == 0x2D || first == 0x2B {
            isNegative = first == 0x2D
            position = 1
        }
        if let word = try special(bytes, from: position, isNegative: isNegative) { return word }
        var mantissa: UInt128 = 0
        var exponent = 0
        var digitCount = 0
        // Zeros wait until a digit follows, so that trailing ones never overflow the mantissa.
        var zeros = 0
        var isFraction = false
        while position < bytes.count {
            let byte = bytes[position]
            if byte == 0x2E, !isFraction {
                isFraction = true
            } else if byte &- 48 <= 9 {
                digitCount += 1
                if isFraction { exponent -= 1 }
                if byte == 48 {
                    zeros += mantissa == 0 ? 0 : 1
                } else {
                    mantissa = try append(byte &- 48, after: zeros, to: mantissa)
                    zeros = 0
                }
            } else {
                break
            }
            position += 1
        }
        guard digitCount > 0 else { throw .malformed }
        if position < bytes.count { exponent += try self.exponent(bytes, from: position) }
        return .finite(DecimalParts(isNegative: isNegative, mantissa: mantissa, exponent: exponent + zeros))
    }

    private static func append(
        _ digit: UInt8, after zeros: Int, to mantissa: UInt128
    ) throws(NumericError) -> UInt128 {
        guard zeros < 40 else { throw .tooManyDigits }
        var mantissa = mantissa
        for _ in 0...zeros {
            let (product, overflow) = mantissa.multipliedReportingOverflow(by: 10)
            guard !overflow else { throw .tooManyDigits }
            mantissa = product
        }
        let (sum, overflow) = mantissa.addingReportingOverflow(UInt128(digit))
        guard !overflow else { throw .tooManyDigits }
        return sum
    }

    private static func exponent(_ bytes: UnsafeRawBufferPointer, from start: Int) throws(NumericError) -> Int {
        guard bytes[start] | 0x20 == 0x65 else { throw .malformed }
        var position = start + 1
        var isNegative = false
        if position < bytes.count, bytes[position] == 0x2D || bytes[position] == 0x2B {
            isNegative = bytes[position] == 0x2D
            position += 1
        }
        guard position < bytes.count else { throw .malformed }
        var value = 0
        while position < bytes.count {
            let digit = bytes[position] &- 48
            guard digit <= 9 else { throw .malformed }
            // Far beyond every range, and still far from overflow.
            value = min(value * 10 + Int(digit), 1_000_000_000)
            position += 1
        }
        return isNegative ? -value : value
    }

    private static func special(
        _ bytes: UnsafeRawBufferPointer, from start: Int, isNegative: Bool
    ) throws(NumericError) -> NumericValue? {
        guard start < bytes.count else { throw .malformed }
        guard bytes[start] &- 48 > 9, bytes[start] != 0x2E else { return nil }
        func isWord(_ word: StaticString) -> Bool {
            guard bytes.count - start == word.utf8CodeUnitCount else { return false }
            return (0..<word.utf8CodeUnitCount).allSatisfy { bytes[start + $0] | 0x20 == word.utf8Start[$0] }
        }
        if isWord("nan"), start == 0 { return .nan }
        if isWord("infinity") || isWord("inf") { return .infinity(isNegative: isNegative) }
        throw .malformed
    }

    /// The number in full, without exponent: `NaN` for NaN.
    static func format(_ decimal: Decimal) -> String {
        guard let parts = DecimalParts(decimal) else { return "NaN" }
        var digits = String(parts.mantissa)
        if parts.exponent > 0 {
            digits += String(repeating: "0", count: parts.exponent)
        } else if parts.exponent < 0 {
            let scale = -parts.exponent
            if digits.utf8.count <= scale {
                digits = String(repeating: "0", count: scale - digits.utf8.count + 1) + digits
            }
            digits.insert(".", at: digits.index(digits.endIndex, offsetBy: -scale))
        }
        return parts.isNegative ? "-" + digits : digits
    }
}
