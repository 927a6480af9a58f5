public import CinnabarSQL

/// Writes the Swift source of `@Model` classes for the tables of a schema: a file for each table and one for the enums.
///
/// ```swift
/// let schema = try await engine.reflect()
/// for file in ModelSourceWriter(schema, dialect: engine.dialect).files() { print(file.name, file.text) }
/// ```
/// The classes say what the database has, so that a comparison of both finds nothing, but for what `@Model` cannot say:
/// a column whose type has no Swift type, an index with expressions, a second key over a column, table options. Each
/// of these is a comment. A table without a primary key is a `TypedTable`, for statements without objects.
///
/// A plain value: safe on any thread. Learned from SQLAlchemy's sqlacodegen.
public struct ModelSourceWriter: Sendable {
    let schema: DatabaseSchema
    let naming: NamingConvention
    let access: String
    let names: ModelNames
    /// Whether the numbers of a key are an identity column's without being called so.
    let impliesIdentity: Bool

    /// - Parameters:
    ///   - schema: the schema to write models for.
    ///   - dialect: that of the database which it was read from.
    ///   - naming: names that it would give to constraints are not written.
    ///   - isPublic: whether everything is declared `public`; false by default.
    public init(
        _ schema: DatabaseSchema, dialect: any Dialect, naming: NamingConvention = .standard, isPublic: Bool = false
    ) {
        self.schema = schema
        self.naming = naming
        access = isPublic ? "public " : ""
        names = ModelNames(schema)
        impliesIdentity = dialect.capabilities.contains(.identityColumns)
    }

    /// The files in the schema's order, that of the enums last; the same schema gives the same text.
    public func files() -> [(name: String, text: String)] {
        var files = ModelGraph(schema, names).classes.map { model in
            (name: model.name + ".swift", text: header(for: model) + text(of: model))
        }
        if !names.enums.isEmpty {
            files.append((name: names.enumFile, text: header(for: nil) + enumTexts.joined(separator: "\n")))
        }
        return files
    }

    private func header(for model: ModelClass?) -> String {
        // An import that nothing uses is a warning.
        let foundation: Set<String> = ["Data", "Date", "Decimal", "UUID"]
        let needsFoundation =
            model?.types.values.contains { type in
                foundation.contains(type.swift.filter { $0 != "[" && $0 != "]" })
            } ?? false
        return "\(access)import Cinnabar\n" + (needsFoundation ? "\(access)import FoundationEssentials\n\n" : "\n")
    }

    private var enumTexts: [String] {
        names.enums.map { type in
            var used = TakenNames(["allCases", "init", "self", "sqlEnumName", "sqlEnumType", "sqlType"])
            var text = ""
            if let schema = type.schema {
                text =
                    "// Its type lies in the schema \"\(SourceWriter.oneLine(schema))\", which has to be in the search path.\n"
            }
            text += "\(access)enum \(names.type(type) ?? ""): String, SQLEnum, Codable {\n"
            for label in type.labels {
                let name = used.take(ModelWords.camel(label))
                text +=
                    "    case \(ModelWords.escaped(name))"
                    + (name == label ? "\n" : " = \(SourceNode.quoted(label))\n")
            }
            if !type.name.isEmpty {
                text += "\n    \(access)static var sqlEnumName: String? { \(SourceNode.quoted(type.name)) }\n"
            }
            return text + "}\n"
        }
    }
}
