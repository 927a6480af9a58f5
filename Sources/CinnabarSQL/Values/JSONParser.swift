/// Why a text is not JSON, and at which byte. It never holds the text itself.
struct JSONTextError: Error, Hashable, CustomStringConvertible {
    let what: String
    let offset: Int?

    static let notAnArray = JSONTextError(what: "it is not a JSON array", offset: nil)

    var description: String {
        offset.map { "\(what) at byte \($0)" } ?? what
    }
}

/// Reads JSON by RFC 8259, strictly; nesting is limited, so that no document can exhaust the stack.
struct JSONParser {
    static let maximumDepth = 256

    let bytes: UnsafeRawBufferPointer
    private(set) var position = 0

    static func parse(_ bytes: UnsafeRawBufferPointer) throws(JSONTextError) -> JSONValue {
        var parser = JSONParser(bytes: bytes)
        let value = try parser.value(depth: 0)
        parser.skipSpace()
        guard parser.position == bytes.count else { throw parser.error("there is more behind the JSON value") }
        return value
    }

    mutating func advance(by count: Int) { position += count }

    func error(_ what: String) -> JSONTextError { JSONTextError(what: what, offset: position) }

    private mutating func skipSpace() {
        while position < bytes.count, [0x20, 0x0A, 0x0D, 0x09].contains(bytes[position]) { position += 1 }
    }

    private mutating func skip(_ byte: UInt8) -> Bool {
        skipSpace()
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    private mutating func value(depth: Int) throws(JSONTextError) -> JSONValue {
        guard depth < Self.maximumDepth else { throw error("the JSON is nested too deeply") }
        skipSpace()
        guard position < bytes.count else { throw error("the JSON ends too early") }
        switch bytes[position] {
        case 0x6E: return try word("null", .null)
        case 0x74: return try word("true", .boolean(true))
        case 0x66: return try word("false", .boolean(false))
        case 0x22: return .string(try string())
        case 0x5B: return try array(depth: depth)
        case 0x7B: return try object(depth: depth)
        case 0x2D, 0x30...0x39: return try number()
        default: throw error("there is no JSON value")
        }
    }

    private mutating func word(_ word: StaticString, _ value: JSONValue) throws(JSONTextError) -> JSONValue {
        for offset in 0..<word.utf8CodeUnitCount {
            guard position + offset < bytes.count, bytes[position + offset] == word.utf8Start[offset] else {
                throw error("there is no JSON value")
            }
        }
        position += word.utf8CodeUnitCount
        return value
    }

    private mutating func array(depth: Int) throws(JSONTextError) -> JSONValue {
        position += 1
        var elements: [JSONValue] = []
        if skip(0x5D) { return .array(elements) }
        repeat { elements.append(try value(depth: depth + 1)) } while skip(0x2C)
        guard skip(0x5D) else { throw error("a JSON array does not end") }
        return .array(elements)
    }

    private mutating func object(depth: Int) throws(JSONTextError) -> JSONValue {
        position += 1
        var members: [String: JSONValue] = [:]
        if skip(0x7D) { return .object(members) }
        repeat {
            skipSpace()
            guard position < bytes.count, bytes[position] == 0x22 else { throw error("a JSON object needs a key") }
            let key = try string()
            guard skip(0x3A) else { throw error("a JSON object's key needs a colon") }
            members[key] = try value(depth: depth + 1)
        } while skip(0x2C)
        guard skip(0x7D) else { throw error("a JSON object does not end") }
        return .object(members)
    }

    /// The grammar first, because the readers of numbers take more than JSON does.
    private mutating func number() throws(JSONTextError) -> JSONValue {
        let start = position
        var isWhole = true
        if bytes[position] == 0x2D { position += 1 }
        let first = position
        guard skipDigits(), position == first + 1 || bytes[first] != 0x30 else { throw error("a number is malformed") }
        if position < bytes.count, bytes[position] == 0x2E {
            isWhole = false
            position += 1
            guard skipDigits() else { throw error("a number is malformed") }
        }
        if position < bytes.count, bytes[position] | 0x20 == 0x65 {
            isWhole = false
            position += 1
            if position < bytes.count, bytes[position] == 0x2D || bytes[position] == 0x2B { position += 1 }
            guard skipDigits() else { throw error("a number is malformed") }
        }
        return try exactNumber(UnsafeRawBufferPointer(rebasing: bytes[start..<position]), isWhole: isWhole)
    }

    private mutating func skipDigits() -> Bool {
        let start = position
        while position < bytes.count, bytes[position] &- 48 <= 9 { position += 1 }
        return position > start
    }

    private func exactNumber(
        _ text: UnsafeRawBufferPointer, isWhole: Bool
    ) throws(JSONTextError) -> JSONValue {
        do {
            guard case .finite(let parts) = try NumericText.parse(text) else { throw NumericError.malformed }
            if isWhole, let integer = parts.integer(Int64.self) { return .integer(integer) }
            let double = parts.double
            // A double is good enough when its shortest text is the same number.
            if double.isFinite, case .success(.finite(let shortest)) = NumericText.parse("\(double)"),
                shortest == parts
            {
                return .number(double)
            }
            guard let decimal = parts.decimal else { throw NumericError.outOfRange }
            return .decimal(decimal)
        } catch {
            throw self.error("a number cannot be held: \(error)")
        }
    }
}
