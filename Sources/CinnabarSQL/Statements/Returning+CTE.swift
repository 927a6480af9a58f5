extension ReturningStatement {
    /// The change with a name, before the statement that reads what it returns (PostgreSQL): `WITH name AS (DELETE …)`.
    ///
    /// ```swift
    /// let gone = delete(User.self).where(User.active == false).returning(User.id, User.name).cte("gone")
    /// let (id, name) = gone.columns
    /// insert(Archive.self, Archive.id, Archive.name).from(select(id, name))
    /// ```
    /// All parts of the statement see the tables as they were before it. Only what the outermost statement reads from,
    /// in FROM or a join, runs.
    public func cte(_ name: String) -> Subquery<repeat each Item> where repeat each Item: ColumnValue {
        let columns = change.columnNames
        return Subquery(
            CommonTable(name: name, columns: columns, base: .select(SelectNode(items: [])), change: change), alias: nil)
    }
}

extension ChangeNode {
    fileprivate var returning: [Node] {
        switch self {
        case .insert(let node): node.returning
        case .update(let node): node.returning
        case .delete(let node): node.returning
        }
    }

    /// The names of what it returns, each once.
    fileprivate var columnNames: [String] {
        var seen: [String: Int] = [:]
        return returning.enumerated().map { index, item in
            let name = item.resultName ?? "column_\(index + 1)"
            let count = seen[name, default: 0] + 1
            seen[name] = count
            return count == 1 ? name : "\(name)_\(count)"
        }
    }
}
