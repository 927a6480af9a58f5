package import CinnabarEngine
import CinnabarSQL

extension SQLiteOptions {
    /// Reads a URL: `sqlite:///relative.db`, `sqlite:////absolute.db`, `sqlite:///:memory:`.
    ///
    /// - Throws: `DatabaseError` of kind `.configuration` for anything that it does not know: a misspelt option that
    ///   did nothing would be found too late.
    package init(url: DatabaseURL) throws {
        guard url.hosts.isEmpty else {
            let path = ([url.hosts[0].name] + (url.database.isEmpty ? [] : [url.database])).joined(separator: "/")
            throw Self.wrong("a SQLite database has no host: write \(url.scheme):///\(path), with three slashes")
        }
        guard !url.database.utf8.contains(0) else { throw Self.wrong("the path holds a NUL") }
        var name = url.database
        // In a file URL the third slash belongs to the path.
        if url.scheme == "file", !name.isEmpty, !name.hasPrefix("/") { name = "/" + name }
        self.init(location: name.isEmpty || name == ":memory:" ? .memory(name: nil) : .file(name))
        for (key, value) in url.parameters.sorted(by: { $0.key < $1.key }) { try set(key, value) }
        if mode == .memory, case .file(let path) = location { location = .memory(name: path) }
        if case .memory(let name) = location {
            if let name, !sharesCache {
                throw Self.wrong(
                    "mode=memory with a name (\"\(name)\") needs cache=shared; a database of the engine's own is "
                        + "\(url.scheme):///:memory:")
            }
            if sharesCache, name == nil { throw Self.wrong("cache=shared needs a name: \(url.scheme):///name") }
            if isReadOnly { throw Self.wrong("an in-memory database cannot be read-only: it would stay empty") }
        }
    }

    private mutating func set(_ key: String, _ value: String) throws {
        switch key {
        case "mode": mode = try Self.choice(key, value)
        case "immutable": isImmutable = try Self.flag(key, value)
        case "cache":
            switch value {
            case "shared": sharesCache = true
            case "private": sharesCache = false
            default: throw Self.wrong("cache=\(value): it is private or shared")
            }
        case "nofollow": followsLinks = !(try Self.flag(key, value))
        case "vfs": vfs = value
        case "nolock", "psow": uriParameters.append("\(key)=\(try Self.flag(key, value) ? 1 : 0)")
        case "journal_mode": journalMode = try Self.choice(key, value.lowercased())
        case "synchronous": synchronous = try Self.choice(key, value.lowercased())
        case "foreign_keys": enforcesForeignKeys = try Self.flag(key, value)
        case "busy_timeout": busyTimeout = .milliseconds(try Self.number(key, value, 0...86_400_000))
        case "timeout":
            guard let seconds = Double(value), seconds >= 0, seconds <= 86_400 else {
                throw Self.wrong("timeout=\(value): it is a number of seconds")
            }
            busyTimeout = .milliseconds(Int64(seconds * 1000))
        case "readers": readers = try Self.number(key, value, 1...64)
        case "execution": execution = try Self.choice(key, value)
        case "defensive": isDefensive = try Self.flag(key, value)
        case "statement_cache": statementCapacity = try Self.number(key, value, 0...100_000)
        case "pragmas": pragmas = try Self.pragmas(value)
        default:
            throw Self.wrong(
                "unknown SQLite option \"\(key)\"; known are cache, busy_timeout, defensive, execution, foreign_keys, "
                    + "immutable, journal_mode, mode, nofollow, nolock, pragmas, psow, readers, statement_cache, "
                    + "synchronous, timeout and vfs")
        }
    }

    private static func wrong(_ message: String) -> DatabaseError { DatabaseError(.configuration, message) }

    private static func flag(_ key: String, _ value: String) throws -> Bool {
        switch value.lowercased() {
        case "1", "true", "on", "yes": return true
        case "0", "false", "off", "no": return false
        default: throw wrong("\(key)=\(value): it is on or off")
        }
    }

    private static func number<Number: FixedWidthInteger>(
        _ key: String, _ value: String, _ range: ClosedRange<Number>
    ) throws -> Number {
        guard let number = Number(value), range.contains(number) else {
            throw wrong("\(key)=\(value): it is a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    private static func choice<Choice: RawRepresentable & CaseIterable>(
        _ key: String, _ value: String
    ) throws -> Choice where Choice.RawValue == String {
        guard let choice = Choice(rawValue: value) else {
            let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw wrong("\(key)=\(value): it is one of \(known)")
        }
        return choice
    }

    /// `name:value` or `name=value`, separated by commas. What has an option of its own is refused.
    private static func pragmas(_ list: String) throws -> [(name: String, value: String)] {
        let owned: Set = [
            "foreign_keys", "journal_mode", "synchronous", "busy_timeout", "query_only", "trusted_schema",
            "writable_schema", "ignore_check_constraints", "locking_mode", "read_uncommitted",
        ]
        return try list.split(separator: ",").map { item in
            guard let separator = item.firstIndex(where: { $0 == ":" || $0 == "=" }) else {
                throw wrong("pragmas: \"\(item)\" has no value; write \(item):value")
            }
            let name = item[..<separator].lowercased()
            let value = String(item[item.index(after: separator)...])
            guard !owned.contains(name) else { throw wrong("pragmas: \(name) cannot be set here") }
            let isName: (Character) -> Bool = { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
            guard !name.isEmpty, name.allSatisfy(isName), !value.isEmpty,
                value.allSatisfy({ isName($0) || $0 == "-" || $0 == "." })
            else { throw wrong("pragmas: \"\(item)\" is no pragma with a plain value") }
            return (name, value)
        }
    }
}
