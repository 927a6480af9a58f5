import FoundationEssentials

/// An exact decimal number in integers: ±mantissa × 10^exponent, the mantissa without trailing zeros.
struct DecimalParts: Hashable {
    var isNegative: Bool
    var mantissa: UInt128
    var exponent: Int

    init(isNegative: Bool, mantissa: UInt128, exponent: Int) {
        self.isNegative = isNegative && mantissa != 0
        self.mantissa = mantissa
        self.exponent = mantissa == 0 ? 0 : exponent
        // Most numbers fit into 64 bits, where division is a machine instruction.
        if var small = UInt64(exactly: mantissa), small != 0 {
            while small % 10 == 0 {
                small /= 10
                self.exponent += 1
            }
            self.mantissa = UInt128(small)
        } else if mantissa != 0 {
            var (quotient, rest) = self.mantissa.quotientAndRemainder(dividingBy: 10)
            while rest == 0 {
                self.mantissa = quotient
                self.exponent += 1
                (quotient, rest) = quotient.quotientAndRemainder(dividingBy: 10)
            }
        }
    }

    /// Nil for NaN.
    init?(_ decimal: Decimal) {
        guard !decimal.isNaN else { return nil }
        if let parts = DecimalLayout.current.parts(of: decimal) {
            self = parts
        } else if case .success(.finite(let parts)) = NumericText.parse(decimal.description) {
            self = parts
        } else {
            return nil
        }
    }

    /// Exactly this double; nil when it is not finite or has more digits than 128 bits can hold.
    init?(exactly value: Double) {
        guard value.isFinite else { return nil }
        guard value != 0 else {
            self.init(isNegative: false, mantissa: 0, exponent: 0)
            return
        }
        // ±significand × 2^power with an odd significand; 2^-n is 5^n × 10^-n.
        let significand = value.significandBitPattern | (value.isNormal ? 1 << 52 : 0)
        let shift = significand.trailingZeroBitCount
        let power = (value.isNormal ? Int(value.exponent) - 52 : -1074) + shift
        var mantissa = UInt128(significand >> shift)
        if power >= 0 {
            guard power <= mantissa.leadingZeroBitCount else { return nil }
            self.init(isNegative: value < 0, mantissa: mantissa << UInt128(power), exponent: 0)
            return
        }
        for _ in 0..<(-power) {
            let (product, overflow) = mantissa.multipliedReportingOverflow(by: 5)
            guard !overflow else { return nil }
            mantissa = product
        }
        self.init(isNegative: value < 0, mantissa: mantissa, exponent: power)
    }

    /// Nil when the exponent is beyond what `Decimal` has, -128 to 127.
    var decimal: Decimal? {
        var (mantissa, exponent) = (mantissa, exponent)
        while exponent > 127 {
            let (product, overflow) = mantissa.multipliedReportingOverflow(by: 10)
            guard !overflow else { return nil }
            mantissa = product
            exponent -= 1
        }
        guard exponent >= -128 else { return nil }
        return DecimalLayout.current.decimal(isNegative: isNegative, mantissa: mantissa, exponent: exponent)
            ?? Decimal(string: "\(isNegative ? "-" : "")\(mantissa)e\(exponent)")
    }

    /// The whole number, when it is one and fits.
    func integer<Value: FixedWidthInteger>(_ type: Value.Type) -> Value? {
        guard exponent >= 0 else { return nil }
        var magnitude = mantissa
        if magnitude != 0 {
            for _ in 0..<exponent {
                let (product, overflow) = magnitude.multipliedReportingOverflow(by: 10)
                guard !overflow else { return nil }
                magnitude = product
            }
        }
        guard isNegative else { return Value(exactly: magnitude) }
        guard magnitude <= UInt128(Int128.max) else { return nil }
        return Value(exactly: -Int128(magnitude))
    }

    /// The nearest double; infinite when it is too large.
    var double: Double {
        let magnitude: Double
        if let small = UInt64(exactly: mantissa), small < 1 << 53, -22...22 ~= exponent {
            // Both numbers are exact, so the one operation rounds once.
            let power = Self.powersOfTen[abs(exponent)]
            magnitude = exponent < 0 ? Double(small) / power : Double(small) * power
        } else {
            magnitude = Double("\(mantissa)e\(exponent)") ?? (exponent < 0 ? 0 : .infinity)
        }
        return isNegative ? -magnitude : magnitude
    }

    private static let powersOfTen: [Double] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22,
    ]
}
