/// Helpers for printing source: lists of arguments, and lines one level further in.
enum SourceText {
    /// `label: value, label: value`; an argument without a label is its value alone.
    static func list(_ arguments: [Argument]) -> String {
        arguments.map { $0.label.isEmpty ? $0.value : "\($0.label): \($0.value)" }.joined(separator: ", ")
    }

    /// Lines, each `depth` levels in.
    static func lines(_ lines: [String], depth: Int, separator: String = "") -> String {
        let indent = String(repeating: "    ", count: depth)
        return lines.map { line in
            line.split(separator: "\n", omittingEmptySubsequences: false).map { indent + $0 }.joined(separator: "\n")
        }.joined(separator: separator + "\n")
    }
}

extension String {
    /// As a Swift literal.
    var quoted: String { "\"" + replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\"" }
}

extension AttributeDescription {
    /// As an argument's label, where only three keywords need their backticks.
    var label: String { ["inout", "var", "let"].contains(name) ? identifier : name }

    /// The arguments that make the static column.
    var columnLiteral: String {
        var list = [Argument(label: "", value: column.quoted)]
        if let sqlType { list.append(Argument(label: "", value: sqlType)) }
        if isPrimaryKey { list.append(Argument(label: "primaryKey", value: "true")) }
        func append(_ labels: String...) {
            for label in labels { list += arguments.filter { $0.label == label } }
        }
        append("unique", "index")
        // Core's inserts know the property's default too. Made anew for each row, as for each object.
        if let initial, initial != "nil", !isDeferred {
            list.append(Argument(label: "makeDefault", value: "{ \(initial) }"))
        }
        append("serverDefault", "onUpdate", "computed", "identity", "comment")
        return SourceText.list(list)
    }
}
