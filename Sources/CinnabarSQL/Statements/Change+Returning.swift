// What an object layer needs of set-based changes: which rows they were.
extension Update {
    /// The statement with these nodes returned, as dynamic rows.
    package func returning(nodes: [Node]) -> ReturningStatement<Row> {
        var copy = node
        copy.returning += nodes
        return ReturningStatement(.update(copy), .rows)
    }

    /// The names of the columns that it sets.
    package var assignedColumns: [String] { node.assignments.map(\.0) }
}

extension Delete {
    /// The statement with these nodes returned, as dynamic rows.
    package func returning(nodes: [Node]) -> ReturningStatement<Row> {
        var copy = node
        copy.returning += nodes
        return ReturningStatement(.delete(copy), .rows)
    }
}
