import FoundationEssentials

/// Arrays as JSON text, for databases that have no arrays.
package enum ArrayText {
    /// The JSON text of an array's elements.
    ///
    /// - Throws: `DatabaseError` when an element is `.unencodable`.
    package static func format(_ elements: [SQLValue]) throws -> String {
        try json(.array(.text, elements)).description
    }

    private static func json(_ value: SQLValue) throws -> JSONValue {
        switch value {
        case .null: .null
        case .boolean(let value): .boolean(value)
        case .integer(let value): .integer(value)
        case .real(let value): value.isFinite ? .number(value) : .string("\(value)")
        case .blob(let bytes), .opaque(_, let bytes): .string(Data(bytes).base64EncodedString())
        case .timestamp(let microseconds): .string(TimestampText.format(microseconds: microseconds))
        // A database may read JSON numbers as doubles, so exact numbers travel as strings.
        case .numeric, .text, .enumeration, .uuid, .localTimestamp, .date, .time, .interval:
            .string(value.description)
        case .json(let text):
            try parse(text)
        case .array(_, let elements): .array(try elements.map(json))
        case .unencodable(let why): throw DatabaseError(.invalidValue, why)
        }
    }

    private static func parse(_ text: String) throws -> JSONValue {
        do {
            return try JSONValue(parsing: text)
        } catch {
            throw DatabaseError(.invalidValue, "an array's JSON element is not valid: \(error)")
        }
    }

    /// The elements of a JSON array, as values of the type that the elements have.
    static func elements(_ bytes: UnsafeRawBufferPointer, type: SQLType) throws(JSONTextError) -> [SQLValue] {
        guard case .array(let elements) = try JSONParser.parse(bytes) else { throw .notAnArray }
        return elements.map { value($0, type: type) }
    }

    private static func value(_ json: JSONValue, type: SQLType) -> SQLValue {
        switch (json, type) {
        case (.null, _): return .null
        case (_, .json): return .json(json.description)
        case (.string(let text), .blob):
            return Data(base64Encoded: text).map { .blob([UInt8]($0)) } ?? .text(text)
        case (.string(let text), .double), (.string(let text), .real):
            return ["nan", "inf", "-inf"].contains(text) ? Double(text).map(SQLValue.real) ?? .text(text) : .text(text)
        case (.array(let elements), .array(let inner)):
            return .array(inner, elements.map { value($0, type: inner) })
        case (.boolean(let value), _): return .boolean(value)
        case (.integer(let value), _): return .integer(value)
        case (.number(let value), _): return .real(value)
        case (.decimal(let value), _): return .numeric(value)
        case (.string(let text), _): return .text(text)
        case (.array, _), (.object, _): return .json(json.description)
        }
    }
}
