import CinnabarSQL

/// One pass over the bytes, in the order of libpq's own parser.
///
/// An error names the part that is wrong and never quotes it: where a URL is malformed, any part may be the password.
struct DatabaseURLParser {
    private var rest: ArraySlice<UInt8>
    private var url = DatabaseURL(scheme: "")
    /// Whether "user:password@" was there, and whether a ":" stood in the host's place.
    private var hasUserInfo = false
    private var hasPort = false

    init(_ text: String) { rest = ArraySlice(text.utf8) }

    mutating func parse() throws -> DatabaseURL {
        if rest.contains(where: { $0 < 0x20 || $0 == 0x7F }) {
            throw malformed("it holds a control character, such as a line break; one that is meant is written %XX")
        }
        try takeScheme()
        if url.isFile {
            guard rest.isEmpty || rest.first == .slash || rest.first == .question else {
                throw malformed(
                    "a file's path follows three slashes, as in sqlite:///app.db, or four if it is absolute")
            }
        } else {
            try takeUserInfo()
            try takeHosts()
        }
        try takeDatabase()
        try takeParameters()
        return url
    }

    private mutating func takeScheme() throws {
        let known = take(while: { $0 != .colon })
        guard rest.starts(with: "://".utf8), let first = known.first, first.isLetter,
            known.allSatisfy({ $0.isLetter || $0.isDigit || $0 == .plus || $0 == .minus || $0 == .dot })
        else {
            throw malformed("it starts with no scheme, such as sqlite:// or postgresql://")
        }
        rest = rest.dropFirst(3)
        url.scheme = String(decoding: known.prefix(while: { $0 != .plus }), as: UTF8.self).lowercased()
    }

    /// The user's name and password end at the first "@" that stands before any "/".
    private mutating func takeUserInfo() throws {
        guard let end = rest.firstIndex(where: { $0 == .at || $0 == .slash }), rest[end] == .at else { return }
        let info = rest[..<end]
        rest = rest[(end + 1)...]
        hasUserInfo = true
        let user = info.prefix(while: { $0 != .colon })
        url.user = try decode(user, "the user name").nonEmpty
        url.password = try decode(info.dropFirst(user.count + 1), "the password").nonEmpty
    }

    private mutating func takeHosts() throws {
        var hosts: [DatabaseURL.Host] = []
        repeat {
            let name = try takeHostName()
            var port: Int?
            if rest.first == .colon {
                hasPort = true
                rest = rest.dropFirst()
                port = try takePort()
            }
            hosts.append(DatabaseURL.Host(name: name, port: port))
        } while takeIf(.comma)
        url.hosts = hosts.orNone
    }

    private mutating func takeHostName() throws -> String {
        var encoded: ArraySlice<UInt8>
        if takeIf(.openBracket) {
            encoded = take(while: { $0 != .closeBracket })
            guard takeIf(.closeBracket) else { throw malformed("an IPv6 address has no closing bracket") }
            guard !encoded.isEmpty else { throw malformed("an IPv6 address is empty") }
            guard rest.isEmpty || [.colon, .slash, .question, .comma].contains(rest[rest.startIndex]) else {
                throw malformed("something other than a port or a path follows an IPv6 address")
            }
        } else {
            encoded = take(while: { $0 != .colon && $0 != .slash && $0 != .question && $0 != .comma })
        }
        guard !encoded.contains(.at) else { throw strayAt() }
        let name = try decode(encoded, "a host")
        guard !name.utf8.contains(.comma) else { throw malformed("a host's name holds a comma") }
        return name
    }

    private mutating func takePort() throws -> Int? {
        let encoded = take(while: { $0 != .slash && $0 != .question && $0 != .comma })
        return try port(try decode(encoded, "a port"))
    }

    private func port(_ digits: String) throws -> Int? {
        if digits.isEmpty { return nil }
        guard digits.utf8.allSatisfy(\.isDigit), let port = Int(digits), (1...65_535).contains(port) else {
            throw malformed(
                "a port is not a number from 1 to 65535 (a \":\", \"/\" or \"@\" in a user name or password is written "
                    + "%3A, %2F or %40)")
        }
        return port
    }

    private mutating func takeDatabase() throws {
        if takeIf(.slash) {
            let encoded = take(while: { $0 != .question })
            guard url.isFile || !encoded.contains(.at) else { throw strayAt() }
            url.database = try decode(encoded, "the database's name")
        }
        if url.isFile, url.database.isEmpty { url.database = ":memory:" }
    }

    private mutating func takeParameters() throws {
        if takeIf(.question) {
            // "user:12/34?56@host": what follows the "?" is half a password.
            if hasPort, !hasUserInfo, rest.contains(.at) { throw strayAt() }
            while !rest.isEmpty {
                let pair = take(while: { $0 != .ampersand })
                _ = takeIf(.ampersand)
                let key = pair.prefix(while: { $0 != .equals })
                guard key.count < pair.count else { throw malformed("a query parameter has no \"=\"") }
                let value = pair.dropFirst(key.count + 1)
                guard !value.contains(.equals) else {
                    throw malformed("a query parameter has a second \"=\"; one in its value is written %3D")
                }
                guard !key.isEmpty else { throw malformed("a query parameter has no name") }
                url.parameters[try decode(key, "a query parameter")] = try decode(value, "a query parameter")
            }
        }
        if !url.isFile { try moveParametersIntoParts() }
    }

    /// `user`, `password`, `dbname`, `host` and `port` win over the parts before the query, as in libpq, and a
    /// password goes to where nothing prints it.
    private mutating func moveParametersIntoParts() throws {
        if let user = url.parameters.removeValue(forKey: "user") { url.user = user.nonEmpty }
        if let password = url.parameters.removeValue(forKey: "password") { url.password = password.nonEmpty }
        if let database = url.parameters.removeValue(forKey: "dbname") { url.database = database }
        let host = url.parameters.removeValue(forKey: "host")
        let port = url.parameters.removeValue(forKey: "port")
        guard host != nil || port != nil else { return }
        let names = host.map(Self.list) ?? url.hosts.map(\.name)
        var ports = try port.map { try Self.list($0).map(self.port) } ?? url.hosts.map(\.port)
        let count = max(names.count, 1)
        if ports.count <= 1 { ports = Array(repeating: ports.first ?? nil, count: count) }
        guard ports.count == count else { throw malformed("there are \(count) hosts and \(ports.count) ports") }
        url.hosts = zip(names.isEmpty ? [""] : names, ports).map { DatabaseURL.Host(name: $0, port: $1) }.orNone
    }

    private static func list(_ text: String) -> [String] {
        text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
}

extension DatabaseURLParser {
    private mutating func take(while condition: (UInt8) -> Bool) -> ArraySlice<UInt8> {
        let taken = rest.prefix(while: condition)
        rest = rest[taken.endIndex...]
        return taken
    }

    private mutating func takeIf(_ byte: UInt8) -> Bool {
        guard rest.first == byte else { return false }
        rest = rest.dropFirst()
        return true
    }

    private func decode(_ encoded: ArraySlice<UInt8>, _ part: String) throws -> String {
        switch PercentEncoding.decode(encoded) {
        case .success(let text): return text
        case .failure(.badEscape): throw malformed("\(part) has a \"%\" without two hexadecimal digits (\"%\" is %25)")
        case .failure(.zero): throw malformed("\(part) has %00 in it")
        case .failure(.notUTF8): throw malformed("\(part) is not UTF-8")
        }
    }

    private func strayAt() -> DatabaseError {
        malformed("an \"@\" in a user name, password, host or database name is written %40, and a \"/\" %2F")
    }

    private func malformed(_ why: String) -> DatabaseError {
        DatabaseError(.configuration, "the database URL is malformed: \(why)")
    }
}

extension [DatabaseURL.Host] {
    /// A single host with neither name nor port is the default host, which is no host here.
    fileprivate var orNone: [DatabaseURL.Host] {
        count == 1 && self[0].name.isEmpty && self[0].port == nil ? [] : self
    }
}

extension String {
    /// libpq takes an empty part for one that is not there.
    fileprivate var nonEmpty: String? { isEmpty ? nil : self }
}
