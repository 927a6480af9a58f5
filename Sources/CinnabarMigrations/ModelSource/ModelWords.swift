/// English and the two spellings of names: `order_lines` is `OrderLine`, `author_id` is `authorID`.
enum ModelWords {
    private static let irregular = [
        "people": "person", "children": "child", "men": "man", "women": "woman", "mice": "mouse", "feet": "foot",
        "teeth": "tooth", "geese": "goose", "indices": "index", "vertices": "vertex", "matrices": "matrix",
        "analyses": "analysis", "criteria": "criterion", "movies": "movie", "cookies": "cookie", "caches": "cache",
        "aliases": "alias", "series": "series", "species": "species", "news": "news", "lens": "lens",
    ]

    /// `categories` is `category`, `statuses` is `status`; a word that no rule fits stays as it is.
    static func singular(_ name: String) -> String {
        let start = name.lastIndex { !$0.isLetter }.map(name.index(after:)) ?? name.startIndex
        let (head, word) = (String(name[..<start]), String(name[start...]))
        let lower = word.lowercased()
        if let known = irregular[lower] {
            return head + (word.first?.isUppercase == true ? known.prefix(1).uppercased() + known.dropFirst() : known)
        }
        if lower.hasSuffix("ies"), word.count > 4 { return head + word.dropLast(3) + "y" }
        if ["sses", "shes", "ches", "xes", "zes", "tuses", "buses", "nuses", "ruses"].contains(where: lower.hasSuffix) {
            return head + word.dropLast(2)
        }
        if lower.hasSuffix("s"), !["ss", "us", "is"].contains(where: lower.hasSuffix), word.count > 1 {
            return head + word.dropLast()
        }
        return name
    }

    /// The name of many: as it is where it is a plural already.
    static func plural(_ name: String) -> String {
        if singular(name) != name { return name }
        let lower = name.lowercased()
        if let last = lower.dropLast().last, lower.hasSuffix("y"), !"aeiou".contains(last) {
            return name.dropLast() + "ies"
        }
        return name + (["s", "x", "z", "ch", "sh"].contains(where: lower.hasSuffix) ? "es" : "s")
    }

    static func pascal(_ name: String) -> String {
        let camel = camel(name)
        return camel.prefix(1).uppercased() + camel.dropFirst()
    }

    /// Signs that no identifier has part the words.
    static func camel(_ name: String) -> String {
        // Names in capitals are words like any other.
        let name = name.contains(where: \.isLowercase) ? name : name.lowercased()
        let words = name.split { !($0.isLetter || $0.isASCII && $0.isNumber) }.map(String.init)
        var result = ""
        for (place, word) in words.enumerated() {
            if place == 0 {
                result = word.allSatisfy { !$0.isLowercase } ? word.lowercased() : decapitalised(word)
            } else if ["id", "url", "uuid"].contains(word.lowercased()) {
                result += word.uppercased()
            } else {
                result += word.prefix(1).uppercased() + word.dropFirst()
            }
        }
        if result.isEmpty { return "unnamed" }
        return result.first?.isNumber == true ? "_" + result : result
    }

    private static func decapitalised(_ word: String) -> String { word.prefix(1).lowercased() + word.dropFirst() }

    /// As `@Model` makes a column's name of a property's: where it makes another than the column has, that is written.
    static func snake(_ name: String) -> String {
        let letters = Array(name)
        func isPluralOfAcronym(_ place: Int) -> Bool {
            letters[place] == "s" && (place + 1 == letters.count || letters[place + 1].isUppercase)
        }
        var result = ""
        for (place, letter) in letters.enumerated() {
            if letter.isUppercase, place > 0, letters[place - 1] != "_" {
                let startsWord = place + 1 < letters.count && letters[place + 1].isLowercase
                if !letters[place - 1].isUppercase || startsWord && !isPluralOfAcronym(place + 1) { result += "_" }
            }
            result += letter.lowercased()
        }
        return result
    }

    /// With backticks where Swift needs them.
    static func escaped(_ name: String) -> String { keywords.contains(name) ? "`\(name)`" : name }

    private static let keywords: Set<String> = [
        "as", "associatedtype", "break", "case", "catch", "class", "continue", "default", "defer", "deinit", "do",
        "else", "enum", "extension", "fallthrough", "false", "fileprivate", "for", "func", "guard", "if", "import",
        "in", "inout", "internal", "is", "let", "nil", "operator", "precedencegroup", "private", "protocol",
        "public", "repeat", "rethrows", "return", "static", "struct", "subscript", "super", "switch", "throw",
        "throws", "true", "try", "typealias", "var", "where", "while",
    ]
}
