/// Tells whether SQL text may leave something in the connection's session, so that the pool clears it on return.
enum SessionState {
    private static let words = [
        "set", "listen", "unlisten", "temp", "temporary", "pragma", "attach", "detach", "prepare", "declare", "load",
        "discard", "reset", "lock_timeout",
    ]
    private static let fragments = [
        "pg_advisory", "pg_try_advisory", "set_config", "nextval", "setval", "pg_notify",
    ]

    /// Functions that change or lock something, whatever the statement around them is.
    static func isSessionFunction(_ name: String) -> Bool {
        switch name.utf8.first {
        case UInt8(ascii: "p"):
            name.hasPrefix("pg_advisory") || name.hasPrefix("pg_try_advisory") || name == "pg_notify"
        case UInt8(ascii: "n"): name == "nextval"
        case UInt8(ascii: "s"): name == "set_config" || name == "setval"
        default: false
        }
    }

    /// Errs on the side of yes: an unneeded reset costs one round trip.
    static func mayBeTouched(by sql: String) -> Bool {
        let lower = sql.lowercased()
        if fragments.contains(where: { lower.utf8Contains($0) }) { return true }
        return lower.split(whereSeparator: { !$0.isLetter && $0 != "_" }).contains { words.contains(String($0)) }
            && !lower.isPlainUpdate
    }
}

extension SQLWriter {
    /// Whether the user's own pieces of SQL may leave something in the session.
    var rawTextTouchesSession: Bool {
        guard !rawRanges.isEmpty else { return false }
        let pieces = rawRanges.map { String(decoding: UnsafeBufferPointer(rebasing: bytes[$0]), as: UTF8.self) }
        return SessionState.mayBeTouched(by: pieces.joined(separator: " ? "))
    }
}

extension String {
    fileprivate func utf8Contains(_ part: String) -> Bool {
        let haystack = Array(utf8)
        let needle = Array(part.utf8)
        guard haystack.count >= needle.count else { return false }
        return (0...(haystack.count - needle.count)).contains { start in
            haystack[start..<start + needle.count].elementsEqual(needle)
        }
    }

    /// `UPDATE … SET` and `ON CONFLICT … DO UPDATE SET` are not settings.
    fileprivate var isPlainUpdate: Bool {
        let words = split(whereSeparator: { !$0.isLetter && $0 != "_" }).map(String.init)
        guard let first = words.first, ["update", "insert", "merge", "with"].contains(first) else { return false }
        return !words.contains { $0 == "temp" || $0 == "temporary" || $0 == "prepare" }
    }
}
