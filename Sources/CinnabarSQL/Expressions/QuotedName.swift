/// A name as SQL writes it, quoted once when it is declared: statements only copy its bytes.
struct QuotedName: Sendable {
    /// The parts with their quotes, and a dot between them.
    let bytes: [UInt8]
    let parts: [String]
    /// Where the last part begins in `bytes`.
    let lastPart: Int
    /// In bytes: a dialect may have a limit.
    let longestPart: Int
    /// Whether no part is empty or holds a NUL; others are refused when they are written.
    let isSound: Bool

    init(_ parts: [String]) {
        self.parts = parts
        var bytes: [UInt8] = []
        var lastPart = 0
        for part in parts {
            if !bytes.isEmpty { bytes.append(0x2E) }
            lastPart = bytes.count
            bytes.append(0x22)
            for byte in part.utf8 {
                if byte == 0x22 { bytes.append(0x22) }
                bytes.append(byte)
            }
            bytes.append(0x22)
        }
        self.bytes = bytes
        self.lastPart = lastPart
        longestPart = parts.map(\.utf8.count).max() ?? 0
        isSound = !parts.contains { $0.utf8.isEmpty || $0.utf8.contains(0) }
    }
}
