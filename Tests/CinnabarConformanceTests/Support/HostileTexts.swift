/// S1: texts that end a literal, a comment or a statement somewhere, alone and in pairs.
enum HostileTexts {
    static let all: [String] = {
        let seeds = [
            "'", "''", "\"", "`", "\\", "\\'", ";", "--", "/*", "*/", "#", "$$", "$1", "$tag$", ":name", "?", "%", "_",
            "1 OR 1=1", "' OR '1'='1", "'; DROP TABLE accounts; --", "\"; DROP TABLE accounts; --", "') --",
            "x' UNION SELECT * FROM accounts --", "\u{2019}", "\u{FF07}", "\u{02BC}", "admin'/*", "' AND SLEEP(5) --",
            "E'\\''", "U&'\\0027'", "\u{202E}", "\u{1F600}", "e\u{301}", "\t\n\r", "NULL", "null", "true", "0x27",
            "1;SELECT pg_sleep(1)", "${jndi}", "{{7*7}}", "%27", "&#39;", "\u{FFFD}", " ", "",
        ]
        var all = seeds
        for first in seeds { for second in seeds.prefix(22) { all.append(first + second) } }
        return all
    }()

    /// Each once, by its bytes: two spellings of one letter are two texts to a database.
    static let distinct: [String] = {
        var seen: Set<[UInt8]> = []
        return all.filter { seen.insert(Array($0.utf8)).inserted }
    }()
}
