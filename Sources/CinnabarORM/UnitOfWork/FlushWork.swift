import CinnabarSQL

/// The rows of one flush, made from objects: what the planner orders, and which object each row belongs to.
struct FlushWork {
    private(set) var tables: [PlanTable] = []
    private(set) var rows: [PlanRow] = []
    /// The object of each row; rows of link tables come after them.
    private(set) var objects: [any Model]
    /// What was taken from each object, to be put back when the flush fails.
    private(set) var taken: [TakenChanges] = []
    /// Objects of one class that come one after another, and to which the same happens.
    private(set) var runs: [Run] = []
    /// Whether anything was taken beside values: links, pairs, expressions.
    private(set) var hasExtras = false
    /// The rows of objects that are inserted or updated; made when a link is met.
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

    struct Run {
        let action: PlanRow.Action
        let model: any Model.Type
        let rows: Range<Int>
    }

    /// - Throws: `SessionError` where a related object is gone or not stored; what was taken is put back then.
    init(new: [any Model], dirty: [any Model], deleted: [any Model]) throws {
        objects = dirty.isEmpty && deleted.isEmpty ? new : new + dirty + deleted
        for object in new { try Self.checkCompleteness(of: object) }
        var batch = FlushBatch(count: objects.count)
        take(.insert, 0..<new.count, &batch)
        take(.update, new.count..<new.count + dirty.count, &batch)
        take(.delete, new.count + dirty.count..<objects.count, &batch)
        rows = batch.rows
        taken = batch.taken
        hasExtras = taken.contains { !$0.extras.isEmpty }
        if hasExtras {
            do { try takeExtras(of: 0..<new.count + dirty.count) } catch {
                putBack()
                throw error
            }
        }
        makeTables()
    }

    private mutating func takeExtras(of rows: Range<Int>) throws {
        rowOfObject.reserveCapacity(rows.count)
        for row in rows { rowOfObject[ObjectIdentifier(objects[row])] = row }
        for row in rows { try merge(row) }
        for row in rows { try addPairs(row) }
    }

    /// The row of an object that the flush inserts or updates.
    private func row(of object: any Model) -> Int? { rowOfObject[ObjectIdentifier(object)] }

    /// Makes rows of objects, in runs of one class.
    private mutating func take(_ action: PlanRow.Action, _ places: Range<Int>, _ batch: inout FlushBatch) {
        var start = places.lowerBound
        while start < places.upperBound {
            let model: any Model.Type = type(of: objects[start])
            var end = start + 1
            while end < places.upperBound, type(of: objects[end]) == model { end += 1 }
            let mapper = model._$mapper
            let table = table(mapper, key: mapper.keyColumns, isLink: false)
            batch.begin(action, table: table, mapper, objects[start..<end])
            model._$take(&batch)
            runs.append(Run(action: action, model: model, rows: start..<end))
            start = end
        }
    }

    private mutating func table(_ mapper: Mapper, key: [Int], isLink: Bool) -> Int {
        let identity = TableIdentity(mapper: ObjectIdentifier(mapper), isLink: isLink && key != mapper.keyColumns)
        if let known = tableOfKey[identity] { return known }
        mappers.append(mapper)
        keys.append(key)
        tableOfKey[identity] = mappers.count - 1
        return mappers.count - 1
    }

    /// Puts the keys of related objects and assigned expressions in the place of plain values.
    private mutating func merge(_ row: Int) throws {
        guard let extra = taken[row].extras.first else { return }
        let object = objects[row]
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
        let slots = object.withCore { $0.slots }
        for (index, slot) in slots.enumerated() where slot.references.contains(where: { $0.object == nil }) {
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
    private mutating func addPairs(_ row: Int) throws {
        guard let pairs = taken[row].extras.first?.pairs, !pairs.isEmpty else { return }
        let object = objects[row]
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
