/// The mapper: the only thing in an expansion that names other classes, and it names them in closures.
struct MapperPrinter {
    let model: ModelDescription

    var declaration: String {
        var arguments = ["\(model.name).self", "name: \(model.name.unescaped.quoted)"]
        arguments.append(list("attributes", model.attributes.map(attribute)))
        if !model.relationships.isEmpty {
            arguments.append(list("relationships", model.relationships.map(relationship)))
        }
        if !model.items.isEmpty { arguments.append(list("items", model.items.map(item))) }
        if let comment = model.comment { arguments.append("comment: \(comment)") }
        return """
            \(model.access)static let _$mapper: CinnabarORM.Mapper = .init(
            \(SourceText.lines(arguments, depth: 1, separator: ","))
            )
            """
    }

    /// What the compiler can check of the foreign keys; nil where there are none.
    var check: String? {
        let keys = model.attributes.compactMap { attribute in
            attribute.foreignKey.map { key in
                "CinnabarORM._$foreignKey(\(attribute.identifier), "
                    + "refersTo: \(key.target.root).\(key.target.property))"
            }
        }
        guard !keys.isEmpty else { return nil }
        return "private static func _$check() {\n\(SourceText.lines(keys, depth: 1))\n}"
    }

    private func list(_ label: String, _ elements: [String]) -> String {
        "\(label): [\n\(SourceText.lines(elements, depth: 1, separator: ","))\n]"
    }

    private func attribute(_ attribute: AttributeDescription) -> String {
        var arguments = [
            Argument(label: "", value: attribute.name.quoted), Argument(label: "", value: attribute.identifier),
        ]
        if attribute.isDeferred { arguments.append(Argument(label: "deferred", value: "true")) }
        if attribute.isVersion { arguments.append(Argument(label: "version", value: "true")) }
        if let key = attribute.foreignKey {
            let target = [
                Argument(label: "", value: "{ \(key.target.root).self }"),
                Argument(label: "", value: key.target.property.unescaped.quoted),
            ]
            arguments.append(
                Argument(label: "foreignKey", value: ".init(\(SourceText.list(target + key.arguments)))"))
        }
        return "CinnabarORM.Attribute(\(SourceText.list(arguments)))"
    }

    private func relationship(_ relationship: RelationshipDescription) -> String {
        var arguments = [
            Argument(label: "", value: relationship.name.quoted),
            Argument(label: "", value: ".\(relationship.cardinality.rawValue)"),
            Argument(label: "target", value: "{ \(relationship.target).self }"),
        ]
        if let through = relationship.through {
            arguments.append(Argument(label: "through", value: "{ \(through) }"))
        }
        for (label, paths) in [("foreignKey", relationship.foreignKey), ("otherKey", relationship.otherKey)] {
            guard let first = paths.first else { continue }
            let names = paths.map(\.property.unescaped.quoted).joined(separator: ", ")
            arguments.append(Argument(label: label, value: ".init({ \(first.root).self }, [\(names)])"))
        }
        arguments += relationship.arguments
        if !relationship.order.isEmpty {
            let terms = relationship.order.map { "\($0.path.root).\($0.path.property).\($0.direction)" }
            arguments.append(Argument(label: "order", value: "{ [\(terms.joined(separator: ", "))] }"))
        }
        return "CinnabarORM.RelationshipDefinition(\(SourceText.list(arguments)))"
    }

    private func item(_ item: TableItemDescription) -> String {
        let columns =
            switch item.kind {
            case .index: "[" + item.columns.map { ".column(\($0.quoted))" }.joined(separator: ", ") + "]"
            case .unique: "[" + item.columns.map(\.quoted).joined(separator: ", ") + "]"
            case .check: ""
            }
        let first = columns.isEmpty ? [] : [Argument(label: "", value: columns)]
        return ".\(item.kind.rawValue)(\(SourceText.list(first + item.arguments)))"
    }
}
