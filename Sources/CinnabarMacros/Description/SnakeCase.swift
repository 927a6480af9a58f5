extension String {
    /// `createdAt` is `created_at`, `authorID` is `author_id`, `URLPath` is `url_path`, `userIDs` is `user_ids`.
    var snakeCased: String {
        let letters = Array(self)
        var result = ""
        for (place, letter) in letters.enumerated() {
            if letter.isUppercase, place > 0, letters[place - 1] != "_" {
                let previous = letters[place - 1]
                let startsWord = place + 1 < letters.count && letters[place + 1].isLowercase
                if !previous.isUppercase || startsWord && !letters.isPluralOfAcronym(at: place + 1) { result += "_" }
            }
            result += letter.lowercased()
        }
        return result
    }

    /// The English plural of a word that follows the rules: `category` is `categories`, `box` is `boxes`.
    var plural: String {
        if let last = dropLast().last, hasSuffix("y"), !"aeiou".contains(last) { return dropLast() + "ies" }
        return self + (["s", "x", "z", "ch", "sh"].contains(where: hasSuffix) ? "es" : "s")
    }

    /// Without the backticks of an escaped name.
    var unescaped: String { hasPrefix("`") && hasSuffix("`") && count > 2 ? String(dropFirst().dropLast()) : self }
}

extension [Character] {
    /// Whether an "s" is all that follows an acronym before the next word.
    fileprivate func isPluralOfAcronym(at place: Int) -> Bool {
        self[place] == "s" && (place + 1 == count || self[place + 1].isUppercase)
    }
}
