/// An array of expressions: `ARRAY[…]`, or a JSON array where there are no arrays.
public func array<Element: ColumnValue>(_ elements: any SQLExpressible<Element>...) -> SQLExpression<[Element]> {
    SQLExpression(.array(elements.map(\.node), Element.sqlType))
}

extension SQLExpressible {
    /// Whether the array has all of the elements (PostgreSQL): `@>`.
    public func contains<Element: ColumnValue>(all elements: [Element]) -> Condition where Value.Base == [Element] {
        Condition(.binary(.arrayContains, node, .bind(elements.sqlValue, .value)))
    }

    /// Whether the array has an element with the other in common (PostgreSQL): `&&`.
    public func overlaps<Element: ColumnValue>(_ elements: [Element]) -> Condition where Value.Base == [Element] {
        Condition(.binary(.arrayOverlaps, node, .bind(elements.sqlValue, .value)))
    }
}
