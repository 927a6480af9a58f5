/// Writes dates and times as ASCII into a small buffer on the stack.
struct CalendarWriter {
    /// Enough for the longest: a sign, seven digits of year, a full time with fraction, and ` BC`.
    static let capacity = 48

    private let start: UnsafeMutablePointer<UInt8>
    private(set) var count = 0

    private init(_ start: UnsafeMutablePointer<UInt8>) { self.start = start }

    /// The text that `body` writes, at most `capacity` bytes.
    static func text(_ body: (inout CalendarWriter) -> Void) -> String {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: capacity) { buffer in
            guard let start = buffer.baseAddress else { return "" }
            var writer = CalendarWriter(start)
            body(&writer)
            return String(decoding: UnsafeBufferPointer(start: start, count: writer.count), as: UTF8.self)
        }
    }

    mutating func byte(_ byte: UInt8) {
        start[count] = byte
        count += 1
    }

    mutating func ascii(_ text: StaticString) {
        for offset in 0..<text.utf8CodeUnitCount { byte(text.utf8Start[offset]) }
    }

    /// A number that is not negative, filled with zeros to `width`.
    mutating func number(_ value: Int64, width: Int) {
        var width = width
        var bound: Int64 = 1
        for _ in 0..<width { bound *= 10 }
        while value >= bound {
            width += 1
            bound *= 10
        }
        var rest = value
        var place = count + width
        count = place
        while place > count - width {
            place -= 1
            start[place] = UInt8(truncatingIfNeeded: 48 + rest % 10)
            rest /= 10
        }
    }

    /// `YYYY-MM-DD`; true when the year is before Christ, so that ` BC` has to follow at the end.
    mutating func date(days: Int64) -> Bool {
        let (year, month, day) = CivilCalendar.civil(days: days)
        number(year > 0 ? year : 1 - year, width: 4)
        byte(0x2D)
        number(month, width: 2)
        byte(0x2D)
        number(day, width: 2)
        return year <= 0
    }

    /// `HH:MM:SS`, and six digits of fraction if there is one or it is always wanted.
    mutating func time(microseconds: Int64, alwaysFraction: Bool) {
        let (seconds, fraction) = microseconds.quotientAndRemainder(dividingBy: CivilCalendar.microsecondsPerSecond)
        number(seconds / 3600, width: 2)
        byte(0x3A)
        number(seconds / 60 % 60, width: 2)
        byte(0x3A)
        number(seconds % 60, width: 2)
        if alwaysFraction || fraction != 0 {
            byte(0x2E)
            number(fraction, width: 6)
        }
    }
}
