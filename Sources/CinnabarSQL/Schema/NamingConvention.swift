/// How constraints and indexes without a name of their own get one.
///
/// Every constraint has a name, so that errors can say which one failed and migrations can drop it. In the patterns,
/// `{table}` is the table's name, `{columns}` the constraint's columns joined by `_`, and `{referred}` the table that a
/// foreign key refers to. A name given in the schema is taken as it is.
///
/// ```swift
/// MetaData(Users.self, naming: NamingConvention(unique: "{table}_{columns}_key"))
/// ```
public struct NamingConvention: Sendable, Hashable {
    public var primaryKey: String
    public var foreignKey: String
    public var unique: String
    /// Where a check belongs to no column, `{columns}` is a hash of its condition.
    public var check: String
    public var index: String

    public init(
        primaryKey: String = "pk_{table}", foreignKey: String = "fk_{table}_{columns}_{referred}",
        unique: String = "uq_{table}_{columns}", check: String = "ck_{table}_{columns}",
        index: String = "ix_{table}_{columns}"
    ) {
        self.primaryKey = primaryKey
        self.foreignKey = foreignKey
        self.unique = unique
        self.check = check
        self.index = index
    }

    /// SQLAlchemy's patterns, with all columns of a constraint in its name.
    public static let standard = NamingConvention()

    /// What PostgreSQL keeps of a name; the same everywhere, so that names do not depend on the database.
    static let maximumLength = 63
}

extension NamingConvention {
    package func name(_ pattern: String, table: String, columns: [String], referred: String = "") -> String {
        var name = ""
        var rest = pattern[...]
        while let brace = rest.firstIndex(of: "{") {
            name += rest[..<brace]
            rest = rest[brace...]
            let tokens = [("{table}", table), ("{columns}", columns.joined(separator: "_")), ("{referred}", referred)]
            if let (token, value) = tokens.first(where: { rest.hasPrefix($0.0) }) {
                name += value
                rest = rest.dropFirst(token.count)
            } else {
                name.append(rest.removeFirst())
            }
        }
        return Self.shortened(name + rest)
    }

    /// A name that is too long keeps its beginning and gets a hash of all of it, the same in every process.
    static func shortened(_ name: String) -> String {
        guard name.utf8.count > maximumLength else { return name }
        let hash = Self.hash(name)
        var beginning = name
        while beginning.utf8.count > maximumLength - 1 - hash.utf8.count { beginning.unicodeScalars.removeLast() }
        return beginning + "_" + hash
    }

    /// FNV-1a in eight hexadecimal digits: Swift's own hashes differ from run to run.
    static func hash(_ text: String) -> String {
        var hash: UInt32 = 0x811C_9DC5
        for byte in text.utf8 { hash = (hash ^ UInt32(byte)) &* 0x0100_0193 }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 8 - digits.utf8.count) + digits
    }
}
