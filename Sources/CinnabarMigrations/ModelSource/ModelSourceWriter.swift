public import CinnabarSQL

/// Writes the Swift source of `@Model` classes for the tables of a schema: a file for each table and one for the enums.
///
/// ```swift
/// for file in ModelSourceWriter(schema).files() { print(file.name, file.text) }
/// ```
/// A column whose type has no Swift type is left out, with a comment in its place; one spelled like a text type of the
/// database is a `String`. What `@Model` cannot say (expressions, several keys over one column) is a comment too.
/// A plain value: safe on any thread.
public struct ModelSourceWriter: Sendable {
    let schema: DatabaseSchema
    let access: String
    let names: ModelNames

    /// - Parameters:
    ///   - schema: the schema to write models for.
    ///   - isPublic: whether everything is declared `public`; false by default.
    public init(_ schema: DatabaseSchema, isPublic: Bool = false) {
        self.schema = schema
        access = isPublic ? "public " : ""
        names = ModelNames(schema)
    }

    /// The files in the schema's order; the same schema gives the same text.
    public func files() -> [(name: String, text: String)] {
        var files = schema.tables.map { table in
            (name: names.type(table.key) + ".swift", text: header(for: table.columns) + ModelClass(table, self).text)
        }
        if !names.enums.isEmpty {
            files.append(
                (name: names.enumFile, text: header(for: []) + names.enums.map(enumText).joined(separator: "\n")))
        }
        return files
    }

    private func header(for columns: [ColumnDefinition]) -> String {
        let word = access.isEmpty ? "" : "public "
        // An import that nothing uses is a warning.
        let needsFoundation = columns.contains { column in
            guard let swift = ModelType(column.type, names)?.swift else { return false }
            return ["Data", "Date", "Decimal", "UUID"].contains(swift.filter { $0 != "[" && $0 != "]" })
        }
        return """
            // Written from a database's schema. Columns whose type has no Swift type are left out, with a comment that
            // names the type; types spelled like a text type are String.

            \(word)import Cinnabar

            """ + (needsFoundation ? "\(word)import FoundationEssentials\n\n" : "\n")
    }

    private func enumText(_ entry: (type: EnumType, name: String)) -> String {
        var used: Set<String> = []
        var text = "\(access)enum \(entry.name): String, SQLEnum, Codable {\n"
        for label in entry.type.labels {
            let name = ModelNames.free(ModelNames.camel(label), in: &used)
            let escaped = ModelNames.escaped(name)
            text += "    case \(escaped)" + (name == label ? "\n" : " = \(swiftLiteral(label))\n")
        }
        if !entry.type.name.isEmpty {
            text += "    \(access)static var sqlEnumName: String? { \(swiftLiteral(entry.type.name)) }\n"
        }
        return text + "}\n"
    }
}

/// The text as a Swift literal: quotes, backslashes and control characters escaped.
func swiftLiteral(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\"", "\\": result += "\\\(scalar)"
        case "\n": result += "\\n"
        case _ where scalar.value < 32 || scalar.value == 127:
            result += "\\u{\(String(scalar.value, radix: 16))}"
        default: result.unicodeScalars.append(scalar)
        }
    }
    return result + "\""
}
