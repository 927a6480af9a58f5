/// The static side: the table, its columns, its relationships.
struct StaticsPrinter {
    let model: ModelDescription

    var declarations: [String] {
        let access = model.access
        var result = ["\(access)static var tableName: String {\n    \(model.table)\n}"]
        if let schema = model.schema { result.append("\(access)static var tableSchema: String? {\n    \(schema)\n}") }
        result.append(
            "\(access)static let reference: CinnabarSQL.TableReference = .init(schema: tableSchema, name: tableName)")
        // The types are written out: key paths in other attributes look these up before they could be inferred.
        result += model.attributes.map { attribute in
            "\(attribute.access)static let \(attribute.identifier): "
                + "CinnabarSQL.Column<\(model.name), \(attribute.columnType)> = .init(\(attribute.columnLiteral))"
        }
        result += model.relationships.map(relationship)
        return result
    }

    private func relationship(_ relationship: RelationshipDescription) -> String {
        let type =
            switch relationship.cardinality {
            case .many: "CinnabarORM.ManyRelationship<\(model.name), \(relationship.target)>"
            case .one: "CinnabarORM.OneRelationship<\(model.name), \(relationship.target)>"
            case .optionalOne: "CinnabarORM.OneRelationship<\(model.name), \(relationship.target)?>"
            }
        return """
            \(relationship.access)static var \(relationship.identifier): \(type) {
                \(type)(\(relationship.position))
            }
            """
    }
}
