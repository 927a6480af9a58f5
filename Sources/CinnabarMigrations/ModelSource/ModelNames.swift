import CinnabarSQL

/// The Swift names of a schema's tables and enums, none of them twice.
struct ModelNames: Sendable {
    private var types: [TableName: String] = [:]
    private(set) var enums: [(type: EnumType, name: String)] = []
    private(set) var enumFile = ""

    init(_ schema: DatabaseSchema) {
        var used = Self.takenTypes
        for table in schema.tables {
            types[table.key] = Self.free(Self.pascal(Self.singular(table.name)), in: &used)
        }
        var seen: Set<EnumType> = []
        for type in schema.enums where seen.insert(type).inserted {
            enums.append((type, Self.free(Self.pascal(type.name), in: &used)))
        }
        for table in schema.tables {
            for column in table.columns {
                guard case .enumeration(let type) = column.type, seen.insert(type).inserted else { continue }
                let name = type.name.isEmpty ? Self.singular(table.name) + "_" + column.name : type.name
                enums.append((type, Self.free(Self.pascal(name), in: &used)))
            }
        }
        if !enums.isEmpty { enumFile = Self.free("Enums", in: &used) + ".swift" }
    }

    func type(_ table: TableName) -> String { types[table] ?? Self.pascal(Self.singular(table.name)) }

    func type(_ type: EnumType) -> String { enums.first { $0.type == type }?.name ?? Self.pascal(type.name) }

    /// Whether the schema has the table: keys to other tables cannot be written.
    func has(_ table: TableName) -> Bool { types[table] != nil }

    /// `categories` is `category`, `statuses` is `status`; a word that no rule fits stays as it is.
    static func singular(_ word: String) -> String {
        let lower = word.lowercased()
        if ["series", "species", "news"].contains(where: lower.hasSuffix) { return word }
        if lower.hasSuffix("ies"), word.count > 4 { return word.dropLast(3) + "y" }
        if ["sses", "shes", "ches", "xes", "zes", "tuses", "buses", "nuses", "ruses"].contains(where: lower.hasSuffix) {
            return String(word.dropLast(2))
        }
        if lower.hasSuffix("s"), !["ss", "us", "is"].contains(where: lower.hasSuffix), word.count > 1 {
            return String(word.dropLast())
        }
        return word
    }

    static func pascal(_ name: String) -> String {
        let camel = camel(name)
        return camel.prefix(1).uppercased() + camel.dropFirst()
    }

    /// `author_id` is `authorID`; signs that no identifier has part the words.
    static func camel(_ name: String) -> String {
        let words = name.split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }.map(String.init)
        var result = ""
        for (place, word) in words.enumerated() {
            if place == 0 {
                result = word.allSatisfy { !$0.isLowercase } ? word.lowercased() : word.lowercasedFirst
            } else if ["id", "url", "uuid"].contains(word.lowercased()) {
                result += word.uppercased()
            } else {
                result += word.prefix(1).uppercased() + word.dropFirst()
            }
        }
        if result.isEmpty { return "unnamed" }
        return result.first?.isNumber == true ? "_" + result : result
    }

    /// The name, or the name with a number behind it where it is taken.
    static func free(_ name: String, in used: inout Set<String>) -> String {
        var candidate = name
        var number = 2
        while !used.insert(candidate).inserted {
            candidate = "\(name)\(number)"
            number += 1
        }
        return candidate
    }

    static func escaped(_ name: String) -> String { keywords.contains(name) ? "`\(name)`" : name }

    /// As `@Model` makes a column's name of a property's.
    static func snake(_ name: String) -> String {
        let letters = Array(name)
        var result = ""
        for (place, letter) in letters.enumerated() {
            if letter.isUppercase, place > 0, letters[place - 1] != "_" {
                let next = place + 1 < letters.count && letters[place + 1].isLowercase
                if !letters[place - 1].isUppercase || next { result += "_" }
            }
            result += letter.lowercased()
        }
        return result
    }

    private static let takenTypes: Set<String> = [
        "Any", "Array", "Bool", "Character", "Column", "Connection", "Data", "Date", "Decimal", "Deferred", "Double",
        "Engine", "Enums", "Error", "Float", "Index", "Int", "Int16", "Int32", "JSON", "JSONValue", "LocalDate",
        "LocalDateTime", "LocalTime", "Many", "MetaData", "Model", "One", "Optional", "PrimaryKey", "Protocol",
        "Result", "Row", "Self", "Session", "Set", "String", "Table", "Task", "Transaction", "Type", "UUID",
    ]

    private static let keywords: Set<String> = [
        "as", "associatedtype", "break", "case", "catch", "class", "continue", "default", "defer", "deinit", "do",
        "else", "enum", "extension", "fallthrough", "false", "fileprivate", "for", "func", "guard", "if", "import",
        "in", "init", "inout", "internal", "is", "let", "nil", "operator", "precedencegroup", "private", "protocol",
        "public", "repeat", "rethrows", "return", "self", "static", "struct", "subscript", "super", "switch", "throw",
        "throws", "true", "try", "typealias", "var", "where", "while",
    ]
}

extension String {
    fileprivate var lowercasedFirst: String { prefix(1).lowercased() + dropFirst() }
}
