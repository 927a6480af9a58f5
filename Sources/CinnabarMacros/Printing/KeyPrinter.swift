/// The type of the primary key, and what the storage knows of it.
struct KeyPrinter {
    let model: ModelDescription

    /// `User.PrimaryKey`
    var type: String {
        let keys = model.keys
        guard keys.count > 1 else { return "\(model.access)typealias PrimaryKey = \(model.keyType)" }
        let access = model.access
        let fields = keys.map { "\(access)let \($0.identifier): \($0.unwrapped)" }
        let parameters = keys.map { "\($0.identifier): \($0.unwrapped)" }
        let assignments = keys.map { "self.\($0.identifier) = \($0.identifier)" }
        return """
            \(access)struct PrimaryKey: Hashable, Sendable {
            \(SourceText.lines(fields, depth: 1))

                \(access)init(\(parameters.joined(separator: ", "))) {
            \(SourceText.lines(assignments, depth: 2))
                }
            }
            """
    }

    /// Members of the struct of attributes.
    var attributeMembers: [String] {
        let access = model.access
        let type = model.keyType
        return [
            """
            \(access)static func primaryKey(_ row: CinnabarSQL.RowReader) throws -> \(type) {
                \(read)
            }
            """,
            "\(access)var primaryKey: \(type)? {\n\(SourceText.lines(value, depth: 1))\n}",
            """
            \(access)static func values(of key: \(type)) -> [CinnabarSQL.SQLValue] {
                \(values)
            }
            """,
        ]
    }

    private var read: String {
        let places = model.keys.map { key in model.loaded.firstIndex { $0.position == key.position } ?? 0 }
        switch places.count {
        // The mistake is told already; this only has to compile.
        case 0: return "throw CancellationError()"
        case 1: return "try row.get(\(places[0]))"
        default:
            let arguments = zip(model.keys, places).map { "\($0.label): row.get(\($1))" }
            return "try \(model.keyType)(\(arguments.joined(separator: ", ")))"
        }
    }

    private var value: [String] {
        let keys = model.keys
        guard keys.count > 1 else { return [keys.first.map { "self.\($0.identifier)" } ?? "nil"] }
        let optional = keys.filter(\.isOptional).map { "let \($0.identifier) = self.\($0.identifier)" }
        let arguments = keys.map { "\($0.label): \($0.isOptional ? "" : "self.")\($0.identifier)" }
        let key = "\(model.keyType)(\(arguments.joined(separator: ", ")))"
        guard !optional.isEmpty else { return ["return \(key)"] }
        return ["guard \(optional.joined(separator: ", ")) else { return nil }", "return \(key)"]
    }

    private var values: String {
        switch model.keys.count {
        case 0: "[]"
        case 1: "[key.sqlValue]"
        default: "[\(model.keys.map { "key.\($0.identifier).sqlValue" }.joined(separator: ", "))]"
        }
    }
}
