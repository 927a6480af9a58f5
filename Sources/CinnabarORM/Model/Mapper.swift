public import CinnabarSQL

/// What the mapping of one class says: its table, its attributes, its relationships. Made by `@Model`.
///
/// Making one touches no other class; what it knows of others is found out when it is first asked for.
public final class Mapper: Sendable {
    public let model: any Model.Type
    /// The class's name, for messages.
    public let name: String
    public let reference: TableReference
    /// In the order of declaration; positions in it are what changes and keys are told by.
    public let attributes: [Attribute]
    public let relationships: [RelationshipDefinition]

    /// The attributes' columns, each with its table.
    package let nodes: [Node]
    /// What `select(Model.self)` selects: every column that is not deferred.
    package let selection: [Node]
    /// The positions in `selection` of the attributes; -1 for deferred ones.
    package let selectionPlaces: [Int]
    package let keyColumns: [Int]
    package let versionColumn: Int?
    /// Whether an insert leaves the column out where it has no value, so that the database fills it in.
    package let leftOutWhenNull: [Bool]
    package let isComputed: [Bool]
    /// Columns of foreign keys and unique constraints.
    package let referenceColumns: [Int]
    private let items: [TableItem]
    private let comment: String?
    private let lazyTable = Lazy<Table>()
    private let lazyRelations = Lazy<Result<[Relationship], MappingError>>()

    /// - Parameter items: constraints and indexes beside the columns' own.
    public init<M: Model>(
        _ model: M.Type, name: String, attributes: [Attribute], relationships: [RelationshipDefinition] = [],
        items: [TableItem] = [], comment: String? = nil
    ) {
        self.model = model
        self.name = name
        self.attributes = attributes
        self.relationships = relationships
        self.items = items
        self.comment = comment
        // The class's own: asking the class for anything else would come back here.
        let reference = M.reference
        self.reference = reference
        nodes = attributes.map { Column<M, SQLValue>($0.column, of: reference).node }
        var places: [Int] = []
        var selection: [Node] = []
        for (attribute, node) in zip(attributes, nodes) {
            places.append(attribute.isDeferred ? -1 : selection.count)
            if !attribute.isDeferred { selection.append(node) }
        }
        selectionPlaces = places
        self.selection = selection
        keyColumns = attributes.indices.filter { attributes[$0].column.isPrimaryKey }
        versionColumn = attributes.firstIndex { $0.isVersion }
        isComputed = attributes.map { $0.column.computed != nil }
        let isGenerated = keyColumns.count == 1
        leftOutWhenNull = attributes.map { attribute in
            let column = attribute.column
            return column.serverDefault != nil || column.identity != nil
                || (column.isPrimaryKey && isGenerated && attribute.foreignKey == nil)
        }
        let unique = Set(
            items.flatMap { item -> [String] in
                if case .uniqueItem(let unique) = item { unique.columns } else { [] }
            })
        referenceColumns = attributes.indices.filter {
            attributes[$0].foreignKey != nil || attributes[$0].column.isUnique
                || unique.contains(attributes[$0].column.name)
        }
    }

    public var table: Table { lazyTable.value { makeTable() } }

    /// The position of an attribute, by its Swift name.
    package func column(named name: String) -> Int? { attributes.firstIndex { $0.name == name } }

    /// The names of the selected columns.
    package var selectedNames: [String] { attributes.filter { !$0.isDeferred }.map(\.column.name) }

    package var keyNames: [String] { keyColumns.map { attributes[$0].name } }

    /// The relationships with their keys found.
    ///
    /// - Throws: `MappingError` where a key is missing or several would do.
    package func resolved() throws(MappingError) -> [Relationship] {
        try lazyRelations.value {
            Result { () throws(MappingError) in try RelationshipResolver(self).resolve() }
        }.get()
    }

    package var relatedTables: [any TypedTable.Type] {
        attributes.compactMap { $0.foreignKey?.target() }
            + relationships.flatMap { [$0.target()] + ($0.through.map { [$0()] } ?? []) }
    }

    private func makeTable() -> Table {
        let keys = foreignKeys.map { key in
            TableItem.foreignKey(
                key.columns.map { attributes[$0].column.name }, references: key.target.reference.name,
                key.targetColumns.map { key.target.attributes[$0].column.name }, schema: key.target.reference.schema,
                onDelete: key.part.onDelete, onUpdate: key.part.onUpdate, deferrable: key.part.deferrable,
                name: key.part.name)
        }
        return Table(
            reference.name, schema: reference.schema, columns: attributes.map(\.column), items: keys + items,
            comment: comment)
    }

    /// The foreign keys, those of several columns put together.
    package var foreignKeys: [MappedForeignKey] {
        var keys: [MappedForeignKey] = []
        for (column, attribute) in attributes.enumerated() {
            guard let part = attribute.foreignKey else { continue }
            let target = part.target()._$mapper
            guard let targetColumn = target.column(named: part.attribute) else { continue }
            let same = keys.firstIndex { $0.part.name != nil && $0.part.name == part.name && $0.target === target }
            if let same {
                keys[same].columns.append(column)
                keys[same].targetColumns.append(targetColumn)
            } else {
                keys.append(
                    MappedForeignKey(part: part, target: target, columns: [column], targetColumns: [targetColumn]))
            }
        }
        return keys
    }
}

/// A foreign key between two mapped classes, by positions of attributes.
package struct MappedForeignKey: Sendable {
    let part: ForeignKeyPart
    package let target: Mapper
    package var columns: [Int]
    package var targetColumns: [Int]
}

/// A mapping that does not fit together: what the compiler could not check.
public struct MappingError: Error, Sendable, Hashable, CustomStringConvertible {
    public let description: String
}
