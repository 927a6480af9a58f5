import CinnabarSQL

/// A value inside a snapshot, with the way to it for errors.
struct SnapshotReader {
    let value: JSONValue
    let place: String

    init(_ value: JSONValue, at place: String = "") {
        self.value = value
        self.place = place
    }

    func error(_ what: String) -> SnapshotError { SnapshotError(place: place, what: what) }

    /// A member; nil where it is missing or null.
    func optional(_ key: String) -> SnapshotReader? {
        guard let member = value[key], member != .null else { return nil }
        return SnapshotReader(member, at: place.isEmpty ? key : "\(place).\(key)")
    }

    func member(_ key: String) throws -> SnapshotReader {
        guard let member = optional(key) else { throw error("\"\(key)\" is missing") }
        return member
    }

    func text() throws -> String {
        guard case .string(let text) = value else { throw error("a string is wanted") }
        return text
    }

    func integer() throws -> Int {
        guard case .integer(let number) = value, let integer = Int(exactly: number) else {
            throw error("a whole number is wanted")
        }
        return integer
    }

    func boolean() throws -> Bool {
        guard case .boolean(let flag) = value else { throw error("true or false is wanted") }
        return flag
    }

    func elements() throws -> [SnapshotReader] {
        guard case .array(let elements) = value else { throw error("an array is wanted") }
        return elements.enumerated().map { SnapshotReader($1, at: place.isEmpty ? "\($0)" : "\(place).\($0)") }
    }

    func text(_ key: String) throws -> String { try member(key).text() }
    func optionalText(_ key: String) throws -> String? { try optional(key)?.text() }
    func optionalInteger(_ key: String) throws -> Int? { try optional(key)?.integer() }
    func flag(_ key: String) throws -> Bool { try optional(key)?.boolean() ?? false }
    func texts(_ key: String) throws -> [String] { try optional(key)?.elements().map { try $0.text() } ?? [] }
    func list<Value>(_ key: String, _ read: (SnapshotReader) throws -> Value) throws -> [Value] {
        try optional(key)?.elements().map(read) ?? []
    }
    func optional<Value>(_ key: String, _ read: (SnapshotReader) throws -> Value) throws -> Value? {
        try optional(key).map(read)
    }
}

extension JSONValue {
    /// An object without the members that are nil.
    static func members(_ members: [String: JSONValue?]) -> JSONValue { .object(members.compactMapValues { $0 }) }

    static func texts(_ texts: [String]) -> JSONValue { .array(texts.map(JSONValue.string)) }
    /// True, or nothing.
    static func flag(_ flag: Bool) -> JSONValue? { flag ? .boolean(true) : nil }
    /// The elements, or nothing.
    static func list(_ elements: [JSONValue]) -> JSONValue? { elements.isEmpty ? nil : .array(elements) }
    static func number(_ number: Int) -> JSONValue { .integer(Int64(number)) }

    /// With a line for each element of the outer levels, so that version control shows what changed.
    func lines(depth: Int, indent: String = "") -> String {
        let inner = indent + "  "
        switch self {
        case .array(let elements) where depth > 0 && !elements.isEmpty:
            let lines = elements.map { inner + $0.lines(depth: depth - 1, indent: inner) }
            return "[\n" + lines.joined(separator: ",\n") + "\n\(indent)]"
        case .object(let members) where depth > 0 && !members.isEmpty:
            let lines = members.sorted { $0.key < $1.key }.map {
                inner + JSONValue.string($0.key).description + ": " + $0.value.lines(depth: depth - 1, indent: inner)
            }
            return "{\n" + lines.joined(separator: ",\n") + "\n\(indent)}"
        default: return description
        }
    }
}
