extension SQLWriter {
    /// SQL of the user's own must not hold placeholders: they would have no value, or another one's.
    func checkPlaceholders() throws {
        guard !rawRanges.isEmpty, bindMode == .placeholders else { return }
        let mark: (byte: UInt8, example: String)
        switch placeholders {
        case .question: mark = (UInt8(ascii: "?"), "?")
        case .numbered: mark = (UInt8(ascii: "$"), "$1")
        case .custom: return
        }
        guard Self.countPlaceholders(Array(bytes), mark.byte) > binds.count else { return }
        throw CompileError(
            "the SQL holds a placeholder (\(mark.example)) for which there is no value",
            alternative: "write :name and give the value by that name, as in text(\"… = :id\", [\"id\": 7]), "
                + "or interpolate it, as in sql(\"… = \\(7)\")")
    }

    private static func countPlaceholders(_ bytes: [UInt8], _ mark: UInt8) -> Int {
        let isNumbered = mark == UInt8(ascii: "$")
        var count = 0
        var index = 0
        while index < bytes.count {
            if let end = NamedParameters.skip(bytes, index) {
                index = end
            } else if bytes[index] == mark {
                if !isNumbered || isParameter(bytes, index) { count += 1 }
                index += 1
            } else if !isNumbered, bytes[index] == UInt8(ascii: "[") {
                // SQLite takes brackets for quotes.
                index = bytes[index...].firstIndex(of: UInt8(ascii: "]")) ?? bytes.count
            } else {
                index += 1
            }
        }
        return count
    }

    /// `$1`, and not the `$1` in `a$1`.
    private static func isParameter(_ bytes: [UInt8], _ index: Int) -> Bool {
        guard index + 1 < bytes.count, 0x30...0x39 ~= bytes[index + 1] else { return false }
        return index == 0 || !NamedParameters.isNameByte(bytes[index - 1], first: false)
    }
}
