extension DatabaseURL: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The URL with `***` for the password and every other secret; parses again, to the same but for those.
    public var description: String {
        var text = scheme + "://"
        if user != nil || password != nil {
            text += PercentEncoding.encode(user ?? "")
            if password != nil { text += ":***" }
            text += "@"
        }
        text += hosts.map(\.urlText).joined(separator: ",")
        if !database.isEmpty { text += "/" + PercentEncoding.encode(database, allowing: "/:+,") }
        let shown = shownParameters
        if !shown.isEmpty {
            let pairs = shown.sorted { $0.key < $1.key }.map { key, value in
                let value = value == Self.hidden ? value : PercentEncoding.encode(value, allowing: "/:+,")
                return PercentEncoding.encode(key) + "=" + value
            }
            text += "?" + pairs.joined(separator: "&")
        }
        return text
    }

    public var debugDescription: String { description }

    /// What `dump` and `Mirror` see: no secrets either.
    public var customMirror: Mirror {
        Mirror(
            self,
            children: [
                "scheme": scheme, "user": user as Any, "password": password.map { _ in Self.hidden } as Any,
                "hosts": hosts, "database": database, "parameters": shownParameters,
            ], displayStyle: .struct)
    }

    private static var hidden: String { "***" }

    /// Whether it names a file; nothing stands between its second and third slash then.
    var isFile: Bool { scheme == "sqlite" || scheme == "sqlite3" || scheme == "file" }

    private var shownParameters: [String: String] {
        var shown = parameters
        for key in parameters.keys where Self.isSecret(key) { shown[key] = Self.hidden }
        return shown
    }

    /// `password`, `sslpassword`, `passfile`, `oauth_client_secret`, and SQLCipher's `key` and `hexkey`.
    private static func isSecret(_ key: String) -> Bool {
        let key = key.lowercased()
        return ["pass", "pwd", "secret", "token", "credential"].contains { key.contains($0) }
            || ["key", "hexkey"].contains(key)
    }
}

extension DatabaseURL.Host {
    fileprivate var urlText: String {
        // A socket's directory may hold a colon too; only addresses stand in brackets.
        let isAddress = name.utf8.contains(.colon) && !name.utf8.contains(.slash)
        let shown = isAddress ? "[" + PercentEncoding.encode(name, allowing: ":") + "]" : PercentEncoding.encode(name)
        return port.map { "\(shown):\($0)" } ?? shown
    }
}
