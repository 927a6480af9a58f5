extension SQLWriter {
    /// Looks at a SELECT before it is written: which tables are in sight, and which rows an outer join may lack.
    mutating func enter(_ node: SelectNode, _ from: FromClause) throws {
        let tables = from.tables + node.joins.map(\.source.reference)
        try scopes?.push(tables)
        try Self.checkOuterRows(node, from)
    }

    /// A row type that is not Optional cannot be read where an outer join found no row.
    private static func checkOuterRows(_ node: SelectNode, _ from: FromClause) throws {
        guard node.joins.contains(where: { $0.kind != .inner && $0.kind != .cross }) else { return }
        var inner = from.tables
        var outer: [(table: TableReference, kind: Join.Kind)] = []
        for join in node.joins {
            let table = join.source.reference
            if join.kind == .right || join.kind == .full {
                outer += inner.map { ($0, join.kind) }
                inner = []
            }
            if join.kind == .left || join.kind == .full {
                outer.append((table, join.kind))
            } else {
                inner.append(table)
            }
        }
        for row in node.selection.requiredRows {
            guard let place = outer.first(where: { $0.table == row.table }) else { continue }
            let alias = row.alias?.alias.map { ".alias(\"\($0.escapingControls)\")" } ?? ""
            let entity = "\(row.type)\(alias)"
            throw CompileError(
                "\(entity) is selected from the outer side of a \(place.kind.rawValue), where there may be no row",
                alternative: "select \(entity).entity.optional")
        }
    }
}
