/// The memberwise initialiser, and the methods that observers have become.
struct InitializerPrinter {
    let model: ModelDescription

    var declaration: String {
        let parameters = model.members.map { member in
            switch member {
            case .attribute(let place): parameter(model.attributes[place])
            case .relationship(let place): parameter(model.relationships[place])
            }
        }
        let values = model.attributes.map { attribute in
            "\(attribute.label): "
                + (attribute.isDeferred ? ".loaded(\(attribute.identifier))" : attribute.identifier)
        }
        let fills = model.relationships.map { "\n    _$fill(\($0.position), \($0.identifier))" }.joined()
        return """
            \(model.access)init(
            \(SourceText.lines(parameters, depth: 1, separator: ","))
            ) {
                _$state = CinnabarORM.ModelState(
                    _$Attributes(
            \(SourceText.lines(values, depth: 3, separator: ","))
                    )
                )\(fills)
            }
            """
    }

    private func parameter(_ attribute: AttributeDescription) -> String {
        let initial = attribute.initial ?? (attribute.isOptional ? "nil" : nil)
        return "\(attribute.identifier): \(attribute.type)" + (initial.map { " = \($0)" } ?? "")
    }

    private func parameter(_ relationship: RelationshipDescription) -> String {
        relationship.cardinality == .many
            ? "\(relationship.identifier): [\(relationship.target)] = []"
            : "\(relationship.identifier): \(relationship.target)? = nil"
    }

    var observers: [String] {
        model.attributes.flatMap { attribute in
            attribute.observers.map { observer in
                """
                private func _$\(observer.kind.rawValue)_\(attribute.name)\
                (_ \(observer.parameter): \(attribute.type)) \(observer.body)
                """
            }
        }
    }
}
