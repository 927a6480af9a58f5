extension CalendarInterval: LosslessStringConvertible {
    /// Nil unless the text is an ISO 8601 duration that fits: whole numbers, but for a fraction of the seconds.
    public init?(_ text: String) {
        guard case .success(let value) = CalendarParser.parse(text, IntervalParser.parse) else { return nil }
        self = value
    }

    public var description: String {
        if self == .infinity { return "infinity" }
        if self == .negativeInfinity { return "-infinity" }
        var text = "P"
        func add(_ value: Int64, _ unit: String) {
            if value != 0 { text += "\(value)\(unit)" }
        }
        add(Int64(months / 12), "Y")
        add(Int64(months % 12), "M")
        add(Int64(days), "D")
        guard microseconds != 0 else { return text == "P" ? "PT0S" : text }
        text += "T"
        add(microseconds / 3_600_000_000, "H")
        add(microseconds / 60_000_000 % 60, "M")
        let rest = microseconds % 60_000_000
        if rest != 0 {
            let (seconds, fraction) = rest.magnitude.quotientAndRemainder(dividingBy: 1_000_000)
            text += rest < 0 ? "-\(seconds)" : "\(seconds)"
            if fraction != 0 {
                let digits = String(fraction)
                text += "." + String(repeating: "0", count: 6 - digits.utf8.count) + digits
                while text.hasSuffix("0") { text.removeLast() }
            }
            text += "S"
        }
        return text
    }
}

/// Reads ISO 8601 durations: `P[nY][nM][nW][nD][T[nH][nM][n[.f]S]]`, each number signed or not, or one sign before all.
enum IntervalParser {
    static func parse(_ bytes: UnsafeRawBufferPointer) throws(CalendarTextError) -> CalendarInterval {
        var parser = CalendarParser(bytes)
        if let infinity = parser.infinity { return infinity < 0 ? .negativeInfinity : .infinity }
        let isNegative = parser.skip(0x2D)
        try parser.expect(0x50)
        var months: Int128 = 0
        var days: Int128 = 0
        var microseconds: Int128 = 0
        // Units come in this order, each once; those of the time behind the T.
        var units: [UInt8] = [0x59, 0x4D, 0x57, 0x44]
        var isTime = false
        var count = 0
        while !parser.isAtEnd {
            if !isTime, parser.skip(0x54) {
                isTime = true
                units = [0x48, 0x4D, 0x53]
                guard !parser.isAtEnd else { throw .malformed }
            }
            let (number, fraction) = try parser.durationNumber()
            guard let unit = parser.next, let place = units.firstIndex(of: unit) else { throw .malformed }
            parser.position += 1
            units.removeFirst(place + 1)
            guard fraction == 0 || unit == 0x53 else { throw .malformed }
            switch (isTime, unit) {
            case (false, 0x59): months += number * 12
            case (false, 0x4D): months += number
            case (false, 0x57): days += number * 7
            case (false, _): days += number
            case (true, 0x48): microseconds += number * 3_600_000_000
            case (true, 0x4D): microseconds += number * 60_000_000
            case (true, _): microseconds += number * 1_000_000 + fraction
            }
            count += 1
        }
        guard count > 0 else { throw .malformed }
        let sign: Int128 = isNegative ? -1 : 1
        guard let wholeMonths = Int32(exactly: months * sign), let wholeDays = Int32(exactly: days * sign),
            let whole = Int64(exactly: microseconds * sign)
        else { throw .outOfRange }
        return CalendarInterval(months: wholeMonths, days: wholeDays, microseconds: whole)
    }
}

extension CalendarParser {
    /// `[±]n[.f]`: at most 18 digits, so that a few of them add up without overflow; the fraction in millionths.
    fileprivate mutating func durationNumber() throws(CalendarTextError) -> (number: Int128, fraction: Int128) {
        let isNegative = skip(0x2D)
        if !isNegative { _ = skip(0x2B) }
        let number = Int128(try digits(1, 18))
        var millionths: Int128 = 0
        if skip(0x2E) || skip(0x2C) { millionths = Int128(try fraction()) }
        return isNegative ? (-number, -millionths) : (number, millionths)
    }
}
