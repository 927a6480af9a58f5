/// A query in a FROM clause, with typed columns.
///
/// ```swift
/// let perAuthor = select(Post.authorID, Fn.count(Post.id).label("post_count"))
///     .groupBy(Post.authorID).subquery("p")
/// let (author, postCount) = perAuthor.columns
/// select(User.name, postCount).join(perAuthor, on: User.id == author)
/// ```
public struct Subquery<each Value: ColumnValue>: SourceConvertible {
    public let source: Source
    private let reference: TableReference
    private let names: [String]

    init(_ query: Query, alias: String, lateral: Bool) {
        let named = query.namingColumns()
        self.init(.subquery(named, alias: alias, lateral: lateral), names: named.columnNames)
    }

    init(_ table: CommonTable, alias: String?) { self.init(.cte(table, alias: alias), names: table.columns) }

    init(_ source: Source, names: [String]) {
        self.source = source
        self.names = names
        let name = source.reference
        reference = TableReference(name: name.name, alias: name.alias, derived: source)
    }

    /// The same rows under another name: for joining a CTE twice.
    public func alias(_ name: String) -> Subquery {
        switch source {
        case .cte(let table, _): Subquery(.cte(table, alias: name), names: names)
        case .subquery(let query, _, let isLateral):
            Subquery(.subquery(query, alias: name, lateral: isLateral), names: names)
        case .function(let call, _, let columns):
            Subquery(.function(call, alias: name, columns: columns), names: names)
        case .values(let rows, let types, _, let columns):
            Subquery(.values(rows, types: types, alias: name, columns: columns), names: names)
        case .table: self
        }
    }

    /// The columns, by position.
    ///
    /// Give them names first: Swift 6.3 does not take the only column of a subquery directly as an argument.
    public var columns: (repeat SQLExpression<each Value>) {
        var index = -1
        func next<T: ColumnValue>(_ type: T.Type) -> SQLExpression<T> {
            index += 1
            return SQLExpression(.column(reference, index < names.count ? names[index] : "column_\(index + 1)"))
        }
        return (repeat next((each Value).self))
    }

    /// A column by name: for a subquery of one column, which Swift has no tuple for. The type is checked when a row is
    /// read.
    public func column<T: ColumnValue>(_ name: String, as type: T.Type) -> SQLExpression<T> {
        SQLExpression(.column(reference, name))
    }
}

extension Select {
    /// The query as a source for another one.
    public func subquery(_ alias: String) -> Subquery<repeat each Item> where repeat each Item: ColumnValue {
        Subquery(query, alias: alias, lateral: false)
    }

    /// A subquery that may refer to the sources before it (PostgreSQL): `JOIN LATERAL (…)`.
    public func lateral(_ alias: String) -> Subquery<repeat each Item> where repeat each Item: ColumnValue {
        Subquery(query, alias: alias, lateral: true)
    }

    /// The query with a name, before the statement that uses it: `WITH name AS (…)`.
    ///
    /// - Parameter materialized: whether the database must (true) or must not (false) compute it apart.
    public func cte(_ name: String, materialized: Bool? = nil) -> Subquery<repeat each Item>
    where repeat each Item: ColumnValue {
        let named = query.namingColumns()
        return Subquery(
            CommonTable(name: name, columns: named.columnNames, base: named, materialized: materialized), alias: nil)
    }

    /// A recursive CTE: this query first, then again and again the one that the closure makes from its rows.
    ///
    /// ```swift
    /// let tree = select(Category.id, Category.parentID).where(Category.id == 1)
    ///     .recursiveCTE("tree") { tree in
    ///         let (id, _) = tree.columns
    ///         return select(Category.id, Category.parentID).join(tree, on: Category.parentID == id)
    ///     }
    /// ```
    /// - Parameter all: `UNION ALL`; false leaves out repeated rows, which also ends cycles.
    public func recursiveCTE(
        _ name: String, all: Bool = true, _ step: (Subquery<repeat each Item>) -> Select<repeat each Item>
    ) -> Subquery<repeat each Item> where repeat each Item: ColumnValue {
        var types: [SQLType] = []
        repeat types.append((each Item).sqlType)
        let named = query.namingColumns().castingValues(to: types)
        let names = named.columnNames
        // Inside the step the table is only a name.
        let itself = CommonTable(name: name, columns: names, base: named, isStandIn: true)
        let recursive = step(Subquery(itself, alias: nil)).query
        return Subquery(
            CommonTable(name: name, columns: names, base: named, recursive: (all ? .unionAll : .union, recursive)),
            alias: nil)
    }
}

extension Query {
    /// The names of the result's columns.
    var columnNames: [String] {
        switch self {
        case .select(let node): node.items.enumerated().map { $1.resultName ?? "column_\($0 + 1)" }
        case .compound(let node): node.first.columnNames
        }
    }

    /// Labels what has no name, and tells equal names apart, so that the columns can be referred to.
    func namingColumns() -> Query {
        switch self {
        case .select(var node):
            var seen: [String: Int] = [:]
            node.items = node.items.enumerated().map { index, item in
                let name = item.resultName ?? "column_\(index + 1)"
                seen[name, default: 0] += 1
                let count = seen[name, default: 1]
                if count > 1 { return .labeled(item.unlabeled, "\(name)_\(count)") }
                return item.resultName == nil ? .labeled(item, name) : item
            }
            return .select(node)
        case .compound(var node):
            node.first = node.first.namingColumns()
            return .compound(node)
        }
    }

    /// Gives parameters among the columns the types of their Swift values: the steps of a recursion add to them, and
    /// PostgreSQL wants the same type from the first row on.
    fileprivate func castingValues(to types: [SQLType]) -> Query {
        guard case .select(var node) = self, node.items.count == types.count else { return self }
        node.items = zip(node.items, types).map { item, type in
            if case .labeled(let value, let name) = item, case .bind = value {
                .labeled(.cast(value, type), name)
            } else {
                item
            }
        }
        return .select(node)
    }

    /// The select list that names the result's columns.
    var resultItems: [Node] {
        switch self {
        case .select(let node): node.items
        case .compound(let node): node.first.resultItems
        }
    }
}

extension Node {
    var resultName: String? {
        switch self {
        case .column(let column): column.name
        case .labeled(_, let name): name
        default: nil
        }
    }

    var unlabeled: Node {
        if case .labeled(let node, _) = self { node } else { self }
    }
}
