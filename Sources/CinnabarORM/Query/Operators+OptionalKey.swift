public import CinnabarSQL

// Keys of objects are Optional until the database has made them: `Post.authorID == user.id`.

/// Equal; against nil, `IS NULL`, which a NOT NULL column never is.
@_disfavoredOverload
public func == <M: Model, Value: ColumnValue>(column: Column<M, Value>, value: Value?) -> Condition
where Value.Base == Value {
    guard let value else { return Condition(.isNull(column.node, negated: false)) }
    return Condition(.compare(.equal, column.node, value.sqlValue))
}

/// Not equal; against nil, `IS NOT NULL`.
@_disfavoredOverload
public func != <M: Model, Value: ColumnValue>(column: Column<M, Value>, value: Value?) -> Condition
where Value.Base == Value {
    guard let value else { return Condition(.isNull(column.node, negated: true)) }
    return Condition(.compare(.notEqual, column.node, value.sqlValue))
}
