import CinnabarSQL

/// The rows of one flush, made from objects: what the planner orders, and which object each row belongs to.
struct FlushWork {
    private(set) var tables: [PlanTable] = []
    private(set) var rows: [PlanRow] = []
    /// The object of each row; nil for rows of link tables.
    private(set) var objects: [(any Model)?] = []
    /// What was taken from each row's object, to be put back when the flush fails.
    private(set) var taken: [TakenChanges?] = []
    /// The rows of objects that are inserted or updated.
    private var rowOfObject: [ObjectIdentifier: Int] = [:]
    private var tableOfKey: [TableIdentity: Int] = [:]
    private var mappers: [Mapper] = []
    private var keys: [[Int]] = []

    private struct TableIdentity: Hashable {
        let mapper: ObjectIdentifier
        /// Link rows are told apart by their foreign keys, whatever primary key their class has.
        let isLink: Bool
    }

    var isEmpty: Bool { rows.isEmpty }

    init(new: [any Model], dirty: [any Model], deleted: [any Model]) throws {
        objects.reserveCapacity(new.count + dirty.count + deleted.count)
        for object in new { addRow(.insert, object) }
        for object in dirty { addRow(.update, object) }
        for object in deleted { addRow(.delete, object) }
        for object in new { try Self.checkCompleteness(of: object) }
        for row in 0..<rows.count { fill(row) }
        for row in 0..<rows.count { try merge(row) }
        for object in new + dirty { try addPairs(of: object) }
        makeTables()
    }

    /// The row of an object that the flush inserts or updates.
    func row(of object: any Model) -> Int? { rowOfObject[ObjectIdentifier(object)] }

    private mutating func addRow(_ action: PlanRow.Action, _ object: any Model) {
        let mapper = type(of: object)._$mapper
        if action != .delete { rowOfObject[ObjectIdentifier(object)] = rows.count }
        rows.append(PlanRow(table: table(mapper, key: mapper.keyColumns, isLink: false), action: action))
        objects.append(object)
        taken.append(nil)
    }

    private mutating func table(_ mapper: Mapper, key: [Int], isLink: Bool) -> Int {
        let identity = TableIdentity(mapper: ObjectIdentifier(mapper), isLink: isLink && key != mapper.keyColumns)
        if let known = tableOfKey[identity] { return known }
        mappers.append(mapper)
        keys.append(key)
        tableOfKey[identity] = mappers.count - 1
        return mappers.count - 1
    }

    private mutating func fill(_ row: Int) {
        guard let object = objects[row] else { return }
        let mapper = mappers[rows[row].table]
        switch rows[row].action {
        case .insert:
            let (values, changes) = object.takeInsert(mapper)
            taken[row] = changes
            rows[row].values = values
        case .update:
            let (values, stored, changes) = object.takeUpdate(mapper)
            taken[row] = changes
            rows[row].values = values
            rows[row].key = stored.key
            rows[row].version = stored.version
            rows[row].stored = stored.references
        case .delete:
            let stored = object.storedRow(mapper, allReferences: true)
            rows[row].key = stored.key
            rows[row].version = stored.version
            rows[row].stored = stored.references
        }
    }

    /// Puts the keys of related objects and assigned expressions in the place of plain values.
    private mutating func merge(_ row: Int) throws {
        guard let object = objects[row], let extra = taken[row]?.extra else { return }
        var result = rows[row].values
        func set(_ column: Int, _ value: PlanValue) {
            if let place = result.firstIndex(where: { $0.column == column }) {
                result[place].value = value
            } else {
                result.append((column, value))
            }
        }
        for (column, expression) in extra.expressions { set(column, .expression(expression.node)) }
        for link in extra.links {
            let target = try present(link.target, object)
            for (column, targetColumn) in zip(link.columns, link.targetColumns) {
                set(column, try value(of: target, targetColumn))
            }
        }
        result.sort { $0.column < $1.column }
        rows[row].values = result
    }

    /// A new object whose relationships have lost an object would be stored without it.
    private static func checkCompleteness(of object: any Model) throws {
        let mapper = type(of: object)._$mapper
        for (index, slot) in object.withCore({ $0.slots }).enumerated()
        where slot.references.contains(where: { $0.object == nil }) {
            throw lost(by: object, "\(mapper.name).\(mapper.relationships[index].name)")
        }
    }

    /// The object of a link that is to be written.
    ///
    /// - Throws: when it is gone, which is better than a link that is lost in silence.
    private func present(_ reference: ObjectReference?, _ owner: any Model) throws -> (any Model)? {
        guard let reference else { return nil }
        guard let object = reference.object else { throw Self.lost(by: owner) }
        return object
    }

    private static func lost(by owner: any Model, _ path: String? = nil) -> SessionError {
        let name = type(of: owner)._$mapper.name
        return SessionError(
            .objectState,
            "an object that was put into \(path ?? "a relationship of a \(name)") is gone before it was stored: keep new "
                + "objects in a variable until they are flushed, or add them to a session before you link them")
    }

    /// What a foreign key becomes: the value of a stored object, or a reference to the row that will have it.
    private func value(of target: (any Model)?, _ column: Int) throws -> PlanValue {
        guard let target else { return .value(.null) }
        if let row = row(of: target),
            rows[row].action == .insert || rows[row].values.contains(where: { $0.column == column })
        {
            return .reference(row: row, column: column)
        }
        let value = target.value(column)
        guard value != .null else {
            let name = type(of: target)._$mapper.name
            throw SessionError(
                .objectState,
                "an object refers to a \(name) that is not stored and not in this session: add the \(name) too")
        }
        return .value(value)
    }

    /// Rows of link tables.
    private mutating func addPairs(of object: any Model) throws {
        guard let row = row(of: object), let pairs = taken[row]?.extra?.pairs, !pairs.isEmpty else { return }
        let relationships = try type(of: object)._$mapper.resolved()
        for pair in pairs {
            let relationship = relationships[pair.relationship]
            guard case .manyToMany(let link) = relationship.kind else { continue }
            guard let target = try present(pair.target, object) else { continue }
            var values: [PlanRow.Assignment] = []
            for (column, ownerColumn) in zip(link.ownerColumns, relationship.ownerColumns) {
                values.append((column, try value(of: object, ownerColumn)))
            }
            for (column, targetColumn) in zip(link.targetColumns, relationship.targetColumns) {
                values.append((column, try value(of: target, targetColumn)))
            }
            let columns = (link.ownerColumns + link.targetColumns).sorted()
            values.sort { $0.column < $1.column }
            var planRow = PlanRow(
                table: table(link.mapper, key: columns, isLink: true), action: pair.isRemoved ? .delete : .insert)
            if pair.isRemoved {
                planRow.key = values.map { if case .value(let value) = $0.value { value } else { .null } }
                planRow.stored = values.compactMap { assignment in
                    if case .value(let value) = assignment.value { (assignment.column, value) } else { nil }
                }
            } else {
                for (column, attribute) in link.mapper.attributes.enumerated() where !columns.contains(column) {
                    if let make = attribute.column.clientDefault { values.append((column, .value(make()))) }
                }
                planRow.values = values.sorted { $0.column < $1.column }
            }
            rows.append(planRow)
            objects.append(nil)
            taken.append(nil)
        }
    }

    private mutating func makeTables() {
        tables = zip(mappers, keys).map { mapper, key in
            let table = mapper.table
            let positions = Dictionary(
                mapper.attributes.enumerated().map { ($1.column.name, $0) }, uniquingKeysWith: { first, _ in first })
            let generated = table.generatedKey.flatMap { positions[$0.name] }
            return PlanTable(
                mapper.reference, columns: mapper.attributes.map(\.column), key: key,
                generatedKey: generated,
                version: key == mapper.keyColumns ? mapper.versionColumn : nil,
                foreignKeys: mapper.foreignKeys.map { foreignKey in
                    PlanForeignKey(
                        foreignKey.columns, target: mappers.firstIndex { $0 === foreignKey.target },
                        foreignKey.targetColumns, onDelete: foreignKey.part.onDelete,
                        onUpdate: foreignKey.part.onUpdate,
                        isDeferred: foreignKey.part.deferrable == .initiallyDeferred)
                },
                uniques: table.uniques.map { $0.columns.compactMap { positions[$0] } }
                    + table.indexes.compactMap { index in
                        // An expression or a condition makes another key than its columns alone.
                        index.isUnique && index.condition == nil ? index.columnNames?.compactMap { positions[$0] } : nil
                    })
        }
    }
}

/// What a flush took from an object, so that it can be put back.
struct TakenChanges: Sendable {
    var changed = ChangeSet()
    var extra: CoreExtra?
}

/// What the database has of a row, as far as its object knows.
struct StoredRow: Sendable {
    var key: [SQLValue]
    var version: SQLValue?
    var references: [(column: Int, value: SQLValue)]
}

extension Model {
    /// Every value that an insert sends; what the database fills in is left out.
    fileprivate func takeInsert(_ mapper: Mapper) -> ([PlanRow.Assignment], TakenChanges) {
        _$withState { state in
            var values: [PlanRow.Assignment] = []
            values.reserveCapacity(mapper.attributes.count)
            for (column, isLeftOut) in mapper.leftOutWhenNull.enumerated() where !mapper.isComputed[column] {
                let value = state.attributes.value(column)
                if value == .null, isLeftOut { continue }
                values.append((column, .value(value)))
            }
            return (values, state.takeChanges())
        }
    }

    /// What has changed since the database was asked last.
    fileprivate func takeUpdate(_ mapper: Mapper) -> ([PlanRow.Assignment], StoredRow, TakenChanges) {
        _$withState { state in
            var values: [PlanRow.Assignment] = []
            for column in state.core.changed.members where !mapper.isComputed[column] {
                let value = state.attributes.value(column)
                if let original = state.original?.attributes, original.value(column) == value { continue }
                values.append((column, .value(value)))
            }
            let stored = Self.storedRow(state, mapper, allReferences: false)
            return (values, stored, state.takeChanges())
        }
    }

    fileprivate func storedRow(_ mapper: Mapper, allReferences: Bool) -> StoredRow {
        _$withState { Self.storedRow($0, mapper, allReferences: allReferences) }
    }

    private static func storedRow(_ state: ModelState<_$Attributes>, _ mapper: Mapper, allReferences: Bool)
        -> StoredRow
    {
        let attributes = state.original?.attributes ?? state.attributes
        var references: [(column: Int, value: SQLValue)] = []
        for column in mapper.referenceColumns
        where allReferences || state.core.changed.contains(column) || state.core.extra != nil {
            references.append((column, attributes.value(column)))
        }
        return StoredRow(
            key: mapper.keyColumns.map { attributes.value($0) },
            version: mapper.versionColumn.map { attributes.value($0) }, references: references)
    }

    /// Puts back what a failed flush had taken; what was changed meanwhile stays on top.
    func putBack(_ changes: TakenChanges) {
        withCore { core in
            core.changed.formUnion(changes.changed)
            guard let extra = changes.extra else { return }
            core.withExtra { newer in
                let columns = Set(newer.links.map(\.columns))
                newer.links += extra.links.filter { !columns.contains($0.columns) }
                newer.pairs = extra.pairs + newer.pairs
                newer.expressions.merge(extra.expressions) { newer, _ in newer }
            }
        }
    }
}

extension ModelState {
    fileprivate mutating func takeChanges() -> TakenChanges {
        defer {
            core.changed = ChangeSet()
            if core.extra != nil {
                core.withExtra { extra in
                    extra.links = []
                    extra.pairs = []
                    extra.expressions = [:]
                }
            }
        }
        return TakenChanges(changed: core.changed, extra: core.extra)
    }
}

extension Index {
    /// Nil where a part is an expression.
    fileprivate var columnNames: [String]? {
        var names: [String] = []
        for part in parts {
            guard case .column(let name) = part.content else { return nil }
            names.append(name)
        }
        return names
    }
}
