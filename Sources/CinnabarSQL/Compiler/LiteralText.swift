extension String {
    /// A name in quotes, for SQL that no writer writes: quotes doubled.
    package var quotedIdentifier: String {
        "\"" + split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }

    /// A string literal: quotes doubled.
    public func quotedLiteral(for dialect: String) throws -> String {
        if utf8.contains(0) {
            throw CompileError("a text holds a NUL character, which \(dialect) cannot store", dialect: dialect)
        }
        return "'" + split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
    }
}

extension [UInt8] {
    public var hexadecimal: String {
        let digits = Array("0123456789abcdef".utf8)
        return String(
            decoding: flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}

extension SQLWriter {
    /// An operand of a comparison.
    public mutating func writeComparisonOperand(_ node: Node) throws {
        try writeOperand(node, .comparison, strict: true)
    }

    /// An operand of an operator of the database's own.
    public mutating func writeOperatorOperand(_ node: Node) throws {
        try writeOperand(node, .unary, strict: false)
    }
}
