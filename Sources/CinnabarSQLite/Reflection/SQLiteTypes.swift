import CinnabarSQL

extension SQLType {
    /// The type that a column was declared with; what SQLite's dialect never writes stays as it was spelled.
    ///
    /// - Parameter collation: of the column, if it has one of its own: part of the type then, as there is no other
    ///   place for it.
    init(sqlite declared: String, collation: String?) {
        if let collation, collation.uppercased() != "BINARY" {
            let isPlain = collation.utf8.allSatisfy { $0 >= 0x80 || $0 == 0x5F || Self.isAlphanumeric($0) }
            let name = isPlain ? collation : collation.quotedIdentifier
            self = .custom(declared.isEmpty ? "COLLATE \(name)" : "\(declared) COLLATE \(name)")
            return
        }
        let type = declared.uppercased()
        switch type {
        case "INTEGER": self = .bigint
        case "SMALLINT": self = .smallint
        case "TEXT": self = .text
        case "REAL": self = .double
        case "BOOLEAN": self = .boolean
        case "BLOB": self = .blob
        default:
            if let length = Self.length(type, of: "VARCHAR") {
                self = .varchar(length)
            } else if let length = Self.length(type, of: "CHAR") {
                self = .char(length)
            } else {
                self = .custom(declared)
            }
        }
    }

    private static func length(_ type: String, of name: String) -> Int? {
        guard type.hasPrefix(name) else { return nil }
        var reader = SQLTokenReader(String(type.dropFirst(name.count)))
        guard let group = reader.takeGroup(), reader.isAtEnd else { return nil }
        return Int(group.text)
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }
}
