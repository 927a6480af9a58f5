extension JSONParser {
    /// A string from its opening quote to behind its closing one.
    mutating func string() throws(JSONTextError) -> String {
        advance(by: 1)
        let start = position
        while position < bytes.count, bytes[position] != 0x22, bytes[position] != 0x5C, bytes[position] >= 0x20 {
            advance(by: 1)
        }
        if position < bytes.count, bytes[position] == 0x22 {
            // Most strings have no escapes and are read in one piece.
            let end = position
            advance(by: 1)
            return try text(UTF8Text.string(UnsafeRawBufferPointer(rebasing: bytes[start..<end])))
        }
        var buffer = [UInt8](bytes[start..<position])
        while position < bytes.count {
            let byte = bytes[position]
            advance(by: 1)
            switch byte {
            case 0x22: return try text(buffer.withUnsafeBytes { UTF8Text.string($0) })
            case 0x5C: try escape(into: &buffer)
            case 0..<0x20: throw error("a string holds a control character")
            default: buffer.append(byte)
            }
        }
        throw error("a string does not end")
    }

    private func text(_ text: String?) throws(JSONTextError) -> String {
        guard let text else { throw error("a string is not valid UTF-8") }
        return text
    }

    private mutating func escape(into buffer: inout [UInt8]) throws(JSONTextError) {
        guard position < bytes.count else { throw error("a string does not end") }
        let byte = bytes[position]
        advance(by: 1)
        switch byte {
        case 0x22, 0x5C, 0x2F: buffer.append(byte)
        case 0x62: buffer.append(0x08)
        case 0x66: buffer.append(0x0C)
        case 0x6E: buffer.append(0x0A)
        case 0x72: buffer.append(0x0D)
        case 0x74: buffer.append(0x09)
        case 0x75: buffer.append(contentsOf: Array(String(try unicodeEscape()).utf8))
        default: throw error("a string holds an unknown escape")
        }
    }

    /// The scalar of `\uXXXX`, or of two that make a surrogate pair; a lone surrogate is no character.
    private mutating func unicodeEscape() throws(JSONTextError) -> Unicode.Scalar {
        let first = try fourHexDigits()
        var value = UInt32(first)
        if first & 0xFC00 == 0xD800, position + 1 < bytes.count, bytes[position] == 0x5C, bytes[position + 1] == 0x75 {
            advance(by: 2)
            let second = try fourHexDigits()
            guard second & 0xFC00 == 0xDC00 else { throw error("a string holds half a surrogate pair") }
            value = 0x10000 + (UInt32(first & 0x3FF) << 10 | UInt32(second & 0x3FF))
        }
        guard let scalar = Unicode.Scalar(value) else { throw error("a string holds half a surrogate pair") }
        return scalar
    }

    private mutating func fourHexDigits() throws(JSONTextError) -> UInt16 {
        guard position + 4 <= bytes.count else { throw error("a string does not end") }
        var value: UInt16 = 0
        for _ in 0..<4 {
            guard let digit = UUIDText.digit(bytes[position]) else { throw error("a string holds an unknown escape") }
            value = value << 4 | UInt16(digit)
            advance(by: 1)
        }
        return value
    }
}
