/// One term of ORDER BY.
public struct OrderTerm: Sendable {
    public enum Nulls: Sendable { case first, last }

    let node: Node
    var isDescending = false
    var nulls: Nulls?

    init(_ node: Node, descending: Bool = false) {
        self.node = node
        self.isDescending = descending
    }

    /// NULLs before all values; without it each database has its own order.
    public var nullsFirst: OrderTerm { with(.first) }
    /// NULLs behind all values.
    public var nullsLast: OrderTerm { with(.last) }

    private func with(_ nulls: Nulls) -> OrderTerm {
        var copy = self
        copy.nulls = nulls
        return copy
    }
}

/// What can stand in ORDER BY: an expression, ascending, or an `OrderTerm`.
public protocol Orderable: Sendable {
    var orderTerm: OrderTerm { get }
}

extension OrderTerm: Orderable {
    public var orderTerm: OrderTerm { self }
}

extension SQLExpressible {
    public var ascending: OrderTerm { OrderTerm(node) }
    public var descending: OrderTerm { OrderTerm(node, descending: true) }
    public var orderTerm: OrderTerm { OrderTerm(node) }
}

extension SQLExpression: Orderable {}
extension Column: Orderable {}
