import CinnabarSQL

/// The classes of a schema's tables, with what leads from one to the other.
struct ModelGraph: Sendable {
    private(set) var classes: [ModelClass]
    private var places: [TableName: Int] = [:]

    init(_ schema: DatabaseSchema, _ names: ModelNames) {
        classes = schema.tables.map { ModelClass($0, names) }
        for (place, model) in classes.enumerated() { places[model.table.key] = place }
        for place in classes.indices where classes[place].hasKey { classes[place].keys = keys(of: classes[place]) }
        for place in classes.indices {
            for key in classes[place].keys { addToOne(key, at: place) }
        }
        for model in classes {
            if model.isLink { addLinks(model) } else { for key in model.keys { addInverse(key, of: model) } }
        }
    }

    // MARK: - Foreign keys

    /// Those between models, of one type at both ends, and one for a column.
    private func keys(of model: ModelClass) -> [ModelKey] {
        var taken: Set<String> = []
        return model.table.foreignKeys.compactMap { key in
            guard let place = places[key.target], classes[place].hasKey, taken.isDisjoint(with: key.columns),
                key.columns.count == key.referencedColumns.count,
                let paths = classes[place].paths(key.referencedColumns),
                zip(key.columns, key.referencedColumns).allSatisfy({ own, other in
                    model.types[own].map { $0.swift == classes[place].types[other]?.swift } ?? false
                })
            else { return nil }
            taken.formUnion(key.columns)
            return ModelKey(
                key: key, owner: model.table.key, target: key.target, paths: paths,
                isNullable: model.columns.contains {
                    key.columns.contains($0.name) && $0.isNullable && !model.isKey($0.name)
                },
                isUnique: model.table.uniques.contains { Set($0.columns) == Set(key.columns) }
                    || model.table.primaryKey.map { Set($0.columns) == Set(key.columns) } ?? false,
                name: Self.name(of: key, model))
        }
    }

    private static func name(of key: ForeignKey, _ model: ModelClass) -> String {
        if key.columns.count == 1, let property = model.properties[key.columns[0]] {
            for ending in ["ID", "Id", "Uuid", "UUID"] where property.hasSuffix(ending) && property != ending {
                return String(property.dropLast(ending.count))
            }
        }
        return ModelWords.camel(ModelWords.singular(key.referencedTable))
    }

    // MARK: - Relationships

    private mutating func addToOne(_ key: ModelKey, at place: Int) {
        guard let target = places[key.target] else { return }
        let type = classes[target].name + (key.isNullable ? "?" : "")
        add(key.name, "One<\(type)>", "foreignKey", classes[place].paths(key.key.columns) ?? [], at: place)
    }

    /// What refers to a class, as seen from there.
    private mutating func addInverse(_ key: ModelKey, of model: ModelClass) {
        guard let place = places[key.target] else { return }
        let isSelf = key.target == key.owner
        // A to-one of a class to itself is read along its key, never against it.
        if isSelf, key.isUnique { return }
        let many = ModelWords.camel(ModelWords.plural(model.table.name))
        let one = ModelWords.camel(ModelWords.singular(model.table.name))
        var name = key.isUnique ? one : many
        if isSelf, key.name == "parent" {
            name = "children"
        } else if model.keys.filter({ $0.target == key.target }).count > 1 {
            name += "By" + key.name.prefix(1).uppercased() + key.name.dropFirst()
        }
        let type = key.isUnique ? "One<\(model.name)?>" : "Many<\(model.name)>"
        add(name, type, "foreignKey", model.paths(key.key.columns) ?? [], at: place)
    }

    /// Both sides of many to many.
    private mutating func addLinks(_ link: ModelClass) {
        for (own, other) in [(link.keys[0], link.keys[1]), (link.keys[1], link.keys[0])] {
            guard let place = places[own.target], let target = places[other.target] else { continue }
            let name = ModelWords.camel(ModelWords.plural(classes[target].table.name))
            add(name, "Many<\(classes[target].name)>", "through", [.text("\(link.name).self")], at: place)
        }
    }

    private mutating func add(_ name: String, _ type: String, _ label: String, _ values: [SourceNode], at place: Int) {
        let name = classes[place].names.take(name)
        let arguments = values.enumerated().map { SourceNode.Argument(label: $0 == 0 ? label : nil, value: $1) }
        classes[place].relationships.append(
            ModelRelationship(name: name, type: type, marker: .call("@Relationship", arguments)))
    }
}
