import CinnabarSQL

/// Finds the keys behind the relationships of one class, and which relationship is whose other side.
struct RelationshipResolver {
    private let mapper: Mapper

    init(_ mapper: Mapper) { self.mapper = mapper }

    func resolve() throws(MappingError) -> [Relationship] {
        var result: [Relationship] = []
        for index in mapper.relationships.indices { result.append(try resolve(index)) }
        return result
    }

    private func resolve(_ index: Int) throws(MappingError) -> Relationship {
        let definition = mapper.relationships[index]
        let target = definition.target()._$mapper
        let keys = try Keys(definition, of: mapper)
        return Relationship(
            definition, index: index, owner: mapper, target: target,
            kind: keys.kind(canonical: isCanonical(index, keys, target)), ownerColumns: keys.ownerColumns,
            targetColumns: keys.targetColumns, inverse: inverse(of: index, keys, target))
    }

    /// The other side is the relationship of the target over the same key, seen from its other end.
    private func inverse(of index: Int, _ keys: Keys, _ target: Mapper) -> Int? {
        for (other, definition) in target.relationships.enumerated() {
            guard definition.target()._$mapper === mapper, target !== mapper || other != index,
                let otherKeys = try? Keys(definition, of: target)
            else { continue }
            if keys.isOtherEnd(of: otherKeys) { return other }
        }
        return nil
    }

    private func isCanonical(_ index: Int, _ keys: Keys, _ target: Mapper) -> Bool {
        guard let inverse = inverse(of: index, keys, target) else { return true }
        return (mapper.name, index) < (target.name, inverse)
    }
}

/// The foreign keys of one relationship.
private struct Keys {
    enum Direction: Hashable { case manyToOne, oneToMany, link }

    let direction: Direction
    let ownerColumns: [Int]
    let targetColumns: [Int]
    private let holder: Mapper
    private let link: (mapper: Mapper, owner: [Int], target: [Int])?

    init(_ definition: RelationshipDefinition, of owner: Mapper) throws(MappingError) {
        let target = definition.target()._$mapper
        let title = "\(owner.name).\(definition.name)"
        if let through = definition.through?()._$mapper {
            let (first, second) = try Self.linkKeys(definition, through, owner, target, title)
            direction = .link
            holder = through
            ownerColumns = first.targetColumns
            targetColumns = second.targetColumns
            link = (through, first.columns, second.columns)
            return
        }
        link = nil
        let toMany = definition.cardinality == .many
        if let named = definition.foreignKey {
            let holder = named.model()._$mapper
            guard let key = Self.key(named, of: holder) else {
                throw MappingError(
                    description: "\(title): \(named.attributes.joined(separator: ", ")) of \(holder.name) is not a "
                        + "foreign key: mark it with @ForeignKey")
            }
            // A reference to the class itself can be read both ways: to-many goes against the key, to-one along it.
            if holder === target, key.target === owner, toMany || holder !== owner {
                (direction, ownerColumns, targetColumns) = (.oneToMany, key.targetColumns, key.columns)
            } else if holder === owner, key.target === target, !toMany {
                (direction, ownerColumns, targetColumns) = (.manyToOne, key.columns, key.targetColumns)
            } else {
                throw MappingError(
                    description: "\(title): the foreign key \(holder.name).\(named.attributes.joined(separator: ", ")) "
                        + "refers to \(key.target.name), which does not connect \(owner.name) with \(target.name)")
            }
            self.holder = holder
            return
        }
        let outward = toMany ? [] : owner.foreignKeys.filter { $0.target === target }
        let inward = owner === target && !toMany ? [] : target.foreignKeys.filter { $0.target === owner }
        switch (outward.count, inward.count) {
        case (1, 0):
            (direction, ownerColumns, targetColumns) = (.manyToOne, outward[0].columns, outward[0].targetColumns)
            holder = owner
        case (0, 1):
            (direction, ownerColumns, targetColumns) = (.oneToMany, inward[0].targetColumns, inward[0].columns)
            holder = target
        case (0, 0):
            throw MappingError(
                description: "\(title): no foreign key connects \(owner.name) with \(target.name): mark an attribute "
                    + "of \(toMany ? target.name : "\(owner.name) or \(target.name)") with @ForeignKey")
        default:
            let names =
                outward.map { owner.path($0.columns) } + inward.map { target.path($0.columns) }
            throw MappingError(
                description: "\(title): several foreign keys connect \(owner.name) with \(target.name) "
                    + "(\(names.joined(separator: ", "))): say which one with foreignKey:")
        }
    }

    func kind(canonical: Bool) -> Relationship.Kind {
        switch (direction, link) {
        case (.manyToOne, _): .manyToOne
        case (.oneToMany, _): .oneToMany
        case (.link, let link?):
            .manyToMany(
                Relationship.LinkTable(
                    mapper: link.mapper, ownerColumns: link.owner, targetColumns: link.target, isCanonical: canonical))
        case (.link, nil): .oneToMany
        }
    }

    func isOtherEnd(of other: Keys) -> Bool {
        guard holder === other.holder else { return false }
        switch (direction, other.direction) {
        case (.manyToOne, .oneToMany): return ownerColumns == other.targetColumns
        case (.oneToMany, .manyToOne): return targetColumns == other.ownerColumns
        case (.link, .link):
            return link?.owner == other.link?.target && link?.target == other.link?.owner
        default: return false
        }
    }

    private static func key(_ names: RelationshipDefinition.KeyPathNames, of holder: Mapper) -> MappedForeignKey? {
        let columns = names.attributes.compactMap { holder.column(named: $0) }
        return holder.foreignKeys.first {
            $0.columns == columns || (columns.count == 1 && $0.columns.contains(columns[0]))
        }
    }

    private static func linkKeys(
        _ definition: RelationshipDefinition, _ link: Mapper, _ owner: Mapper, _ target: Mapper, _ title: String
    ) throws(MappingError) -> (MappedForeignKey, MappedForeignKey) {
        func find(_ named: RelationshipDefinition.KeyPathNames?, _ mapper: Mapper, not other: [Int]?, _ label: String)
            throws(MappingError) -> MappedForeignKey
        {
            if let named, let key = key(named, of: link), key.target === mapper { return key }
            let candidates = link.foreignKeys.filter { $0.target === mapper && $0.columns != other }
            guard candidates.count == 1 else {
                let what = candidates.isEmpty ? "no foreign key" : "several foreign keys"
                throw MappingError(
                    description: "\(title): \(link.name) has \(what) to \(mapper.name): "
                        + (candidates.isEmpty ? "mark one with @ForeignKey" : "say which one with \(label):"))
            }
            return candidates[0]
        }
        let known = definition.otherKey.flatMap { key($0, of: link) }?.columns
        let first = try find(definition.foreignKey, owner, not: known, "foreignKey")
        let second = try find(definition.otherKey, target, not: first.columns, "otherKey")
        return (first, second)
    }
}

extension Mapper {
    fileprivate func path(_ columns: [Int]) -> String {
        columns.map { "\(name).\(attributes[$0].name)" }.joined(separator: " + ")
    }
}
