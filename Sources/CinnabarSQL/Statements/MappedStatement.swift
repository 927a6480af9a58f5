/// A statement whose rows are turned into other values on their way out.
public struct MappedStatement<Base: Statement, Output: Sendable>: Statement {
    let base: Base
    let transform: @Sendable (Base.Output) throws -> Output

    public var returnsRows: Bool { base.returnsRows }
    public var bulkInsert: BulkInsert? { base.bulkInsert }
    public var options: [any SelectOption] { base.options }
    public func describe(to shape: inout StatementShape) -> Bool { base.describe(to: &shape) }
    public func write(to writer: inout SQLWriter) throws { try base.write(to: &writer) }

    public var decoder: RowDecoder<Output> {
        let decodeBase = base.decoder.decodeAll
        let transform = transform
        return RowDecoder { cursor, rows in
            var values: [Base.Output] = []
            try decodeBase(cursor, &values)
            rows.reserveCapacity(rows.count + values.count)
            for value in values { rows.append(try transform(value)) }
        }
    }
}

extension MappedStatement: QueryStatement where Base: QueryStatement {
    public var query: Query { base.query }
}

extension Statement {
    /// Turns each row into another value.
    ///
    /// ```swift
    /// select(User.id, User.name).map { id, name in Card(id: id, title: name) }
    /// ```
    public func map<Value: Sendable>(_ transform: @escaping @Sendable (Output) throws -> Value)
        -> MappedStatement<Self, Value>
    {
        MappedStatement(base: self, transform: transform)
    }
}

extension Select {
    /// Makes a value of each row's columns.
    ///
    /// ```swift
    /// select(User.id, User.name).into(Card.init)
    /// ```
    public func into<Value: Sendable>(_ make: @escaping @Sendable (repeat each Item) throws -> Value)
        -> MappedStatement<Self, Value>
    {
        MappedStatement(base: self) { (row: (repeat each Item)) in try make(repeat each row) }
    }
}
