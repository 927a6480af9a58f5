extension MetaData {
    /// The tables so that each comes behind those that it refers to; otherwise in the order of declaration.
    ///
    /// Tables that refer to each other in a ring have no such order: one of them comes first all the same.
    public var sortedTables: [Table] { creationOrder.tables }

    /// The order, and the foreign keys that refer to a table which comes later.
    package var creationOrder: (tables: [Table], postponed: [(table: Table, key: ForeignKey)]) {
        var remaining = tables
        var order: [Table] = []
        var postponed: [(table: Table, key: ForeignKey)] = []
        while !remaining.isEmpty {
            let open = Set(remaining.map(\.key))
            func needs(_ table: Table) -> [ForeignKey] {
                table.foreignKeys.filter { $0.target != table.key && open.contains($0.target) }
            }
            let ready = remaining.firstIndex { needs($0).isEmpty }
            let next = ready ?? remaining.firstIndex { isInRing($0.key, among: remaining) } ?? 0
            let table = remaining.remove(at: next)
            postponed += needs(table).map { (table, $0) }
            order.append(table)
        }
        return (order, postponed)
    }

    /// Whether the references of a table lead back to it.
    private func isInRing(_ start: TableName, among tables: [Table]) -> Bool {
        var targets: [TableName: [TableName]] = [:]
        for table in tables { targets[table.key, default: []] += table.foreignKeys.map(\.target) }
        var seen: Set<TableName> = []
        var next = (targets[start] ?? []).filter { $0 != start }
        while let table = next.popLast() {
            if table == start { return true }
            guard seen.insert(table).inserted else { continue }
            next += (targets[table] ?? []).filter { $0 != table }
        }
        return false
    }

    /// The named enums of all columns, each once, in order of appearance.
    var namedEnums: [EnumType] {
        var seen: Set<EnumType> = []
        return tables.flatMap(\.columns).compactMap { $0.type.enumType }.filter {
            !$0.name.isEmpty && seen.insert($0).inserted
        }
    }

    /// The schemas of tables and enums, each once, in order of appearance.
    var schemas: [String] {
        var seen: Set<String> = []
        return (tables.compactMap(\.schema) + namedEnums.compactMap(\.schema)).filter { seen.insert($0).inserted }
    }
}

extension SQLType {
    /// The enum, also of an array's elements.
    package var enumType: EnumType? {
        switch self {
        case .enumeration(let type): type
        case .array(let element): element.enumType
        default: nil
        }
    }
}
