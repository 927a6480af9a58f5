public import CinnabarSQL

extension Select {
    /// Joins along a relationship; its keys make the condition.
    ///
    /// ```swift
    /// select(User.self).join(User.posts).where(Post.published)
    /// ```
    /// - Parameter alias: another name for the related table: needed where a table is joined to itself.
    public consuming func join<Path: RelationshipPath>(_ path: Path, as alias: TableAlias<Path.Target>? = nil) -> Select
    {
        joining(.inner, path, from: nil, to: alias?.reference)
    }

    /// As `join`, keeping the rows without a match; read the other side's columns with `.optional`.
    public consuming func leftJoin<Path: RelationshipPath>(_ path: Path, as alias: TableAlias<Path.Target>? = nil)
        -> Select
    {
        joining(.left, path, from: nil, to: alias?.reference)
    }

    /// Joins along a relationship of an aliased table.
    public consuming func join<Path: RelationshipPath>(
        from owner: TableAlias<Path.Owner>, _ path: Path, as alias: TableAlias<Path.Target>? = nil
    ) -> Select {
        joining(.inner, path, from: owner.reference, to: alias?.reference)
    }

    private consuming func joining<Path: RelationshipPath>(
        _ kind: Join.Kind, _ path: Path, from owner: TableReference?, to alias: TableReference?
    ) -> Select {
        var copy = self
        do throws(MappingError) {
            let relationship = try path.resolved()
            copy.node.joins += relationship.joins(
                kind, from: owner ?? relationship.owner.reference, to: alias ?? relationship.target.reference,
                filter: path.filter.conditions)
        } catch {
            copy.node.conditions.append(.problem(CompileError(error.description)))
        }
        return copy
    }
}

extension Relationship {
    /// The joins that lead from the owner's table to the target's.
    func joins(
        _ kind: Join.Kind, from owner: TableReference, to target: TableReference, link linkName: String? = nil,
        filter: [Node] = []
    ) -> [Join] {
        guard case .manyToMany(let link) = self.kind else {
            let condition = Node.and(
                equal(self.owner, owner, ownerColumns, self.target, target, targetColumns) + filter)
            return [Join(kind: kind, source: .table(target), condition: condition)]
        }
        let reference = link.mapper.reference
        let linkTable =
            linkName.map { TableReference(schema: reference.schema, name: reference.name, alias: $0) } ?? reference
        return [
            Join(
                kind: kind, source: .table(linkTable),
                condition: .and(equal(self.owner, owner, ownerColumns, link.mapper, linkTable, link.ownerColumns))),
            Join(
                kind: kind, source: .table(target),
                condition: .and(
                    equal(link.mapper, linkTable, link.targetColumns, self.target, target, targetColumns) + filter)),
        ]
    }

    /// The conditions under which a row of the owner's table and one of the target's are related, for EXISTS.
    func exists(owner: TableReference, target: TableReference, _ conditions: [Node]) -> Node {
        var node = SelectNode(items: [.raw([.sql("1")])])
        node.from = [.table(target)]
        if case .manyToMany(let link) = self.kind {
            node.joins = [
                Join(
                    kind: .inner, source: .table(link.mapper.reference),
                    condition: .and(
                        equal(
                            link.mapper, link.mapper.reference, link.targetColumns, self.target, target,
                            targetColumns)))
            ]
            node.conditions = equal(
                link.mapper, link.mapper.reference, link.ownerColumns, self.owner, owner, ownerColumns)
        } else {
            node.conditions = equal(self.target, target, targetColumns, self.owner, owner, ownerColumns)
        }
        node.conditions += conditions
        return .exists(.select(node), negated: false)
    }

    private func equal(
        _ left: Mapper, _ leftTable: TableReference, _ leftColumns: [Int], _ right: Mapper,
        _ rightTable: TableReference, _ rightColumns: [Int]
    ) -> [Node] {
        zip(leftColumns, rightColumns).map {
            .binary(.equal, left.nodes[$0].of(leftTable), right.nodes[$1].of(rightTable))
        }
    }
}
