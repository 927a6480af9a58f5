/// A piece of Swift source as a tree, laid out on one line or over several.
indirect enum SourceNode: Sendable {
    struct Argument: Sendable {
        var label: String?
        var value: SourceNode
    }

    case text(String)
    case call(String, [Argument])
    case list([SourceNode])
    case dictionary([(key: SourceNode, value: SourceNode)])

    /// A call, without the arguments that are nil: those have their defaults.
    static func make(_ name: String, _ arguments: (String?, SourceNode?)...) -> SourceNode {
        .call(name, arguments.compactMap { label, value in value.map { Argument(label: label, value: $0) } })
    }

    /// What is called; empty where nothing is.
    var callName: String {
        if case .call(let name, _) = self { name } else { "" }
    }

    static func string(_ text: String) -> SourceNode { .text(quoted(text)) }
    static func strings(_ texts: [String]) -> SourceNode { .list(texts.map(string)) }
    static let `true` = SourceNode.text("true")
    static let `false` = SourceNode.text("false")
    static let `nil` = SourceNode.text("nil")

    /// A string literal that reads back as the same Unicode scalars.
    static func quoted(_ text: String) -> String {
        var literal = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": literal += "\\\""
            case "\\": literal += "\\\\"
            case "\n": literal += "\\n"
            case "\r": literal += "\\r"
            case "\t": literal += "\\t"
            // What an editor would not show, or would change.
            case _
            where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || scalar.value == 0xFEFF
                || (0x2028...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value):
                literal += "\\u{\(String(scalar.value, radix: 16))}"
            default: literal.unicodeScalars.append(scalar)
            }
        }
        return literal + "\""
    }

    /// All on one line.
    var line: String {
        switch self {
        case .text(let text): text
        case .call(let name, let arguments): name + "(" + arguments.map(\.line).joined(separator: ", ") + ")"
        case .list(let elements): "[" + elements.map(\.line).joined(separator: ", ") + "]"
        case .dictionary(let members):
            members.isEmpty
                ? "[:]" : "[" + members.map { "\($0.key.line): \($0.value.line)" }.joined(separator: ", ") + "]"
        }
    }

    /// Broken where a line would be too long.
    ///
    /// - Parameters:
    ///   - indent: in spaces, of the line that it stands on.
    ///   - column: where on the line it begins.
    ///   - trailing: how many characters follow it on its last line.
    func layout(indent: Int, column: Int, trailing: Int = 0, limit: Int = 120) -> String {
        let line = line
        if column + line.count + trailing <= limit { return line }
        let inner = indent + 4
        let margin = "\n" + String(repeating: " ", count: inner)
        switch self {
        case .text: return line
        case .dictionary(let members):
            let lines = members.map { member in
                let key = member.key.line + ": "
                return margin + key
                    + member.value.layout(indent: inner, column: inner + key.count, trailing: 1, limit: limit) + ","
            }
            return "[" + lines.joined() + "\n" + String(repeating: " ", count: indent) + "]"
        case .call(let name, let arguments):
            guard !arguments.isEmpty else { return line }
            // As much on one line as fits; what is broken itself stands alone.
            var text = name + "(" + margin
            var width = inner
            for (place, argument) in arguments.enumerated() {
                let isLast = place == arguments.count - 1
                let short = argument.line + (isLast ? ")" : ",")
                let behind = isLast ? trailing + 1 : 1
                if width > inner, width + argument.line.count + 1 + behind > limit {
                    text += margin
                    width = inner
                } else if width > inner {
                    text += " "
                    width += 1
                }
                let label = argument.label.map { $0 + ": " } ?? ""
                let laid = argument.value.layout(
                    indent: inner, column: width + label.count, trailing: behind, limit: limit)
                text += label + laid + (isLast ? ")" : ",")
                width = laid.contains("\n") ? limit : width + short.count
            }
            return text
        case .list(let elements):
            let lines = elements.map {
                margin + $0.layout(indent: inner, column: inner, trailing: 1, limit: limit) + ","
            }
            return "[" + lines.joined() + "\n" + String(repeating: " ", count: indent) + "]"
        }
    }
}

extension SourceNode.Argument {
    var line: String { (label.map { $0 + ": " } ?? "") + value.line }
}
