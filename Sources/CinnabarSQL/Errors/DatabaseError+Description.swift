extension DatabaseError: CustomStringConvertible, CustomDebugStringConvertible {
    public var description: String {
        var text = "\(kind.rawValue): \(message.escapingControls)"
        if let constraint { text += " [constraint \(constraint)]" }
        if let sqlState {
            text += " [SQLSTATE \(sqlState)]"
        } else if let resultCode {
            text += " [code \(resultCode)]"
        }
        if let secondary { text += " (and while cleaning up: \(secondary.escapingControls))" }
        return text
    }

    public var debugDescription: String {
        var lines = [description]
        if let table {
            lines.append("table: " + [schema, table].compactMap(\.self).joined(separator: "."))
        }
        if !columns.isEmpty { lines.append("columns: " + columns.joined(separator: ", ")) }
        if let hint { lines.append("hint: " + hint.escapingControls) }
        if let sql { lines.append("sql: \(sql)") }
        if fields.bindCount > 0 { lines.append("binds: " + fields.bindCount.formattedBinds) }
        if let file = fields.fileID, let line = fields.line { lines.append("at: \(file):\(line)") }
        return lines.joined(separator: "\n")
    }
}

extension Int {
    fileprivate var formattedBinds: String { self == 1 ? "1 value (hidden)" : "\(self) values (hidden)" }
}

extension String {
    /// Control characters are escaped, so that a server's text cannot forge a log line.
    package var escapingControls: String {
        guard unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) else { return self }
        var result = ""
        for scalar in unicodeScalars {
            switch scalar {
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case let other where other.value < 0x20 || other.value == 0x7F:
                result += "\\u{\(String(other.value, radix: 16))}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
