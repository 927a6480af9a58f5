import CinnabarSQL

/// The queries behind `selectIn`: the related rows of many owners at once.
struct RelatedRows {
    let relationship: Relationship
    let filter: RelationshipFilter

    /// How many owners one query asks for.
    static func chunkSize(_ dialect: any Dialect) -> Int {
        dialect.capabilities.contains(.bulkArrays) ? 10_000 : 1_000
    }

    /// The condition that a row belongs to one of the keys.
    static func matches(_ nodes: [Node], _ definitions: [ColumnDefinition], _ keys: [MatchKey]) -> Node {
        if nodes.count == 1 {
            return .inValues(
                nodes[0], keys.map { $0.values[0] }, elementType: definitions[0].type, negated: false)
        }
        return .or(
            keys.map { key in
                .and(zip(nodes, key.values).map { .compare(.equal, $0, $1) })
            })
    }

    private var order: [OrderTerm] {
        if !filter.order.isEmpty { return filter.order }
        return relationship.definition.order?().map(\.orderTerm) ?? []
    }

    /// Rows of the target whose columns match the keys.
    func select<Target: Model>(_ target: Target.Type, _ columns: [Int], _ keys: [MatchKey]) -> Select<Target> {
        let mapper = Target._$mapper
        var node = SelectNode(rowsOf: target)
        node.conditions = [
            Self.matches(columns.map { mapper.nodes[$0] }, columns.map { mapper.attributes[$0].column }, keys)
        ]
        node.conditions += filter.conditions
        node.orderBy = order
        return Select(node: node, decoder: RowDecoder<Target>.rows)
    }

    /// Rows of the target with the columns of the link table that name their owners.
    func selectThrough<Target: Model>(_ target: Target.Type, _ link: Relationship.LinkTable, _ keys: [MatchKey])
        -> Select<[SQLValue], Target>
    {
        // The target may be linked to itself, so the link is told apart from it anyway.
        let mapper = Target._$mapper
        let linkNodes = link.ownerColumns.map { link.mapper.nodes[$0] }
        var list = SelectList()
        list.items = linkNodes
        Target.entity.appendSelection(to: &list)
        var node = SelectNode(list)
        node.from = [.table(link.mapper.reference)]
        let condition = Node.and(
            zip(link.targetColumns, relationship.targetColumns).map {
                .binary(.equal, link.mapper.nodes[$0], mapper.nodes[$1])
            })
        node.joins = [Join(kind: .inner, source: .table(mapper.reference), condition: condition)]
        node.conditions = [
            Self.matches(linkNodes, link.ownerColumns.map { link.mapper.attributes[$0].column }, keys)
        ]
        node.conditions += filter.conditions
        node.orderBy = order
        let width = linkNodes.count
        let decoder = RowDecoder<([SQLValue], Target)> { cursor, rows in
            while try cursor.next() {
                let row = cursor.row
                var values: [SQLValue] = []
                for column in 0..<width { values.append(try row.get(column)) }
                rows.append((values, try Target.materialize(row.dropping(width))))
            }
        }
        return Select(node: node, decoder: decoder)
    }
}
