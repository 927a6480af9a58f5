/// Calendar values as ISO strings in any `Codable` format.
enum CalendarCoding {
    static func decode<Part, Value>(
        _ decoder: any Decoder, _ parse: (UnsafeRawBufferPointer) throws(CalendarTextError) -> Part,
        _ make: (Part) -> Value
    ) throws -> Value {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        switch CalendarParser.parse(text, parse) {
        case .success(let part): return make(part)
        case .failure(let error):
            throw DecodingError.dataCorruptedError(in: container, debugDescription: error.description)
        }
    }

    static func encode(_ text: String, to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
