/// An INSERT.
///
/// ```swift
/// insert(User.self).values(User.name.to("Alice"), User.age.to(30)).returning(User.id)
/// insert(User.self, User.name, User.age).values([("Bob", 41), ("Carol", 27)])
/// insert(Archive.self, Archive.id).from(select(User.id).where(User.active == false))
/// ```
/// Many rows are one statement: `unnest` over arrays on PostgreSQL, a prepared statement per row in one hop on SQLite.
public struct Insert<Owner: TypedTable>: Statement {
    public typealias Output = Never

    var node: InsertNode

    public func write(to writer: inout SQLWriter) throws { try writer.write(insert: node) }
    public var bulkInsert: BulkInsert? { node.bulk }

    func with(_ change: (inout InsertNode) -> Void) -> Insert {
        var copy = self
        change(&copy.node)
        return copy
    }

    /// Adds one row.
    public func values(_ assignments: Assignment<Owner>...) -> Insert {
        with { $0.addRow(assignments.map(\.column), assignments.map(\.value)) }
    }

    public func values(_ assignments: [Assignment<Owner>]) -> Insert {
        with { $0.addRow(assignments.map(\.column), assignments.map(\.value)) }
    }

    /// One row of nothing but defaults.
    public func defaultValues() -> Insert { with { $0.source = .defaults } }

    /// Adds rows of a type that knows its values.
    // Inlinable: the loop over many rows is made for the row's own type.
    @inlinable
    public func values<Row: InsertableRow>(_ rows: some Collection<Row>) -> Insert where Row.Table == Owner {
        let columns = Row.insertColumns
        var values: [SQLValue] = []
        values.reserveCapacity(rows.count * columns.count)
        for row in rows { row.appendValues(to: &values) }
        return of(columns, values)
    }

    @usableFromInline
    func of(_ columns: [String], _ values: [SQLValue]) -> Insert {
        with { $0.source = .values(columns: columns, values) }
    }
}

/// A plain value that can be inserted into a table.
public protocol InsertableRow: Sendable {
    associatedtype Table: TypedTable
    /// The columns that `appendValues` gives, in its order.
    static var insertColumns: [String] { get }
    func appendValues(to values: inout [SQLValue])
}

public func insert<Owner: TypedTable>(_ table: Owner.Type) -> Insert<Owner> {
    Insert(node: InsertNode(table: Owner.reference, definitions: Owner.table.columns))
}

/// An INSERT into named columns, whose rows are tuples.
public struct ColumnInsert<Owner: TypedTable, each Value: ColumnValue>: Sendable {
    private let columns: [String]

    init(_ columns: [String]) { self.columns = columns }

    /// The rows, as tuples in the order of the columns.
    public func values(_ rows: some Collection<(repeat each Value)>) -> Insert<Owner> {
        var values: [SQLValue] = []
        values.reserveCapacity(rows.count * columns.count)
        for row in rows { repeat values.append((each row).sqlValue) }
        var statement = insert(Owner.self)
        statement.node.source = .values(columns: columns, values)
        return statement
    }

    /// As above: a literal array takes its types from the columns, so that `nil` may stand beside values.
    public func values(_ rows: [(repeat each Value)]) -> Insert<Owner> { values(rows[...]) }

    /// The rows of a query, whose columns have the same types but for being NULL-able.
    public func from<each Source: ColumnValue>(_ query: Select<repeat each Source>) -> Insert<Owner>
    where repeat (each Source).Base == (each Value).Base {
        from(query.query)
    }
    public func from<each Source: ColumnValue>(_ query: CompoundSelect<repeat each Source>) -> Insert<Owner>
    where repeat (each Source).Base == (each Value).Base {
        from(query.query)
    }

    private func from(_ query: Query) -> Insert<Owner> {
        var statement = insert(Owner.self)
        statement.node.source = .query(columns: columns, query)
        return statement
    }
}

public func insert<Owner: TypedTable, each Value: ColumnValue>(
    _ table: Owner.Type, _ columns: repeat Column<Owner, each Value>
) -> ColumnInsert<Owner, repeat each Value> {
    var names: [String] = []
    repeat names.append((each columns).name)
    return ColumnInsert(names)
}

/// An INSERT into one column: its rows are plain values, because Swift has no tuple of one.
public struct OneColumnInsert<Owner: TypedTable, Value: ColumnValue>: Sendable {
    let column: String

    public func values(_ rows: some Collection<Value>) -> Insert<Owner> {
        var statement = insert(Owner.self)
        statement.node.source = .values(columns: [column], rows.map(\.sqlValue))
        return statement
    }

    public func values(_ rows: [Value]) -> Insert<Owner> { values(rows[...]) }

    /// The rows of a query.
    public func from<Q: QueryStatement>(_ query: Q) -> Insert<Owner>
    where Q.Output: ColumnValue, Q.Output.Base == Value.Base {
        var statement = insert(Owner.self)
        statement.node.source = .query(columns: [column], query.query)
        return statement
    }
}

public func insert<Owner: TypedTable, Value: ColumnValue>(_ table: Owner.Type, _ column: Column<Owner, Value>)
    -> OneColumnInsert<Owner, Value>
{
    OneColumnInsert(column: column.name)
}
