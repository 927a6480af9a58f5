extension Select {
    /// Names the tables to select from, in place of those of the select list.
    public consuming func from<Owner: TypedTable>(_ table: Owner.Type) -> Select {
        with { $0.from.append(.table(Owner.reference)) }
    }
    public consuming func from<S: SourceConvertible>(_ source: S) -> Select { with { $0.from.append(source.source) } }

    public consuming func join<Owner: TypedTable, Condition: SQLExpressible>(
        _ table: Owner.Type, on condition: Condition
    )
        -> Select where Condition.Value.Base == Bool
    {
        join(.inner, .table(Owner.reference), condition.node)
    }
    public consuming func join<S: SourceConvertible, Condition: SQLExpressible>(_ source: S, on condition: Condition)
        -> Select
    where Condition.Value.Base == Bool {
        join(.inner, source.source, condition.node)
    }

    /// Keeps the rows without a match; read the other side's columns with `.optional`.
    public consuming func leftJoin<Owner: TypedTable, Condition: SQLExpressible>(
        _ table: Owner.Type, on condition: Condition
    )
        -> Select where Condition.Value.Base == Bool
    {
        join(.left, .table(Owner.reference), condition.node)
    }
    public consuming func leftJoin<S: SourceConvertible, Condition: SQLExpressible>(
        _ source: S, on condition: Condition
    )
        -> Select where Condition.Value.Base == Bool
    {
        join(.left, source.source, condition.node)
    }

    /// Without a condition: for a lateral subquery, which has its own.
    public consuming func leftJoin<S: SourceConvertible>(_ source: S) -> Select { join(.left, source.source, nil) }

    public consuming func rightJoin<Owner: TypedTable, Condition: SQLExpressible>(
        _ table: Owner.Type, on condition: Condition
    )
        -> Select where Condition.Value.Base == Bool
    {
        join(.right, .table(Owner.reference), condition.node)
    }
    public consuming func rightJoin<S: SourceConvertible, Condition: SQLExpressible>(
        _ source: S, on condition: Condition
    )
        -> Select where Condition.Value.Base == Bool
    {
        join(.right, source.source, condition.node)
    }

    public consuming func fullJoin<Owner: TypedTable, Condition: SQLExpressible>(
        _ table: Owner.Type, on condition: Condition
    )
        -> Select where Condition.Value.Base == Bool
    {
        join(.full, .table(Owner.reference), condition.node)
    }
    public consuming func fullJoin<S: SourceConvertible, Condition: SQLExpressible>(
        _ source: S, on condition: Condition
    )
        -> Select where Condition.Value.Base == Bool
    {
        join(.full, source.source, condition.node)
    }

    /// Every row with every row.
    public consuming func crossJoin<Owner: TypedTable>(_ table: Owner.Type) -> Select {
        join(.cross, .table(Owner.reference), nil)
    }
    public consuming func crossJoin<S: SourceConvertible>(_ source: S) -> Select { join(.cross, source.source, nil) }

    private consuming func join(_ kind: Join.Kind, _ source: Source, _ condition: Node?) -> Select {
        with { $0.joins.append(Join(kind: kind, source: source, condition: condition)) }
    }
}
