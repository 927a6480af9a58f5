import CinnabarSQL

/// What tells whether a revision's operations have changed.
enum Checksum {
    /// FNV-1a over the operations' canonical source. A mistake shall be seen, nobody's malice is kept out: whoever can
    /// edit a revision can edit the database too.
    static func of(_ operations: [MigrationOperation]) -> String {
        of(operations.map { SourceWriter.canonical($0) }.joined(separator: "\n"))
    }

    static func of(_ text: String) -> String {
        let digits = String(hash(text), radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }

    static func hash(_ text: String) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        return hash
    }
}
