public func && <Left: SQLExpressible, Right: SQLExpressible>(left: Left, right: Right) -> Predicate
where Left.Value.Base == Bool, Right.Value.Base == Bool {
    if case .and(let nodes) = left.node { return Predicate(.and(nodes + [right.node])) }
    return Predicate(.and([left.node, right.node]))
}

public func || <Left: SQLExpressible, Right: SQLExpressible>(left: Left, right: Right) -> Predicate
where Left.Value.Base == Bool, Right.Value.Base == Bool {
    if case .or(let nodes) = left.node { return Predicate(.or(nodes + [right.node])) }
    return Predicate(.or([left.node, right.node]))
}

public prefix func ! <Operand: SQLExpressible>(operand: Operand) -> Predicate where Operand.Value.Base == Bool {
    not(operand)
}

/// All of the conditions; true when there is none.
public func and(_ conditions: any SQLExpressible<Bool>...) -> Predicate { and(conditions) }
public func and(_ conditions: [any SQLExpressible<Bool>]) -> Predicate { Predicate(.and(conditions.map(\.node))) }

/// Any of the conditions; false when there is none.
public func or(_ conditions: any SQLExpressible<Bool>...) -> Predicate { or(conditions) }
public func or(_ conditions: [any SQLExpressible<Bool>]) -> Predicate { Predicate(.or(conditions.map(\.node))) }

/// The negation, in the form that SQL writers prefer: `NOT IN`, `IS NOT NULL`, `NOT LIKE`.
public func not<Operand: SQLExpressible>(_ operand: Operand) -> Predicate where Operand.Value.Base == Bool {
    switch operand.node {
    case .isNull(let node, let negated): Predicate(.isNull(node, negated: !negated))
    case .isSame(let left, let right, let negated): Predicate(.isSame(left, right, negated: !negated))
    case .inValues(let node, let values, let type, let negated):
        Predicate(.inValues(node, values, elementType: type, negated: !negated))
    case .inNodes(let node, let nodes, let negated): Predicate(.inNodes(node, nodes, negated: !negated))
    case .inQuery(let node, let query, let negated): Predicate(.inQuery(node, query, negated: !negated))
    case .exists(let query, let negated): Predicate(.exists(query, negated: !negated))
    case .between(let node, let low, let high, let negated):
        Predicate(.between(node, low, high, negated: !negated))
    case .like(let node, let pattern, let insensitive, let escape, let negated):
        Predicate(.like(node, pattern, caseInsensitive: insensitive, escape: escape, negated: !negated))
    case .not(let inner): Predicate(inner)
    default: Predicate(.not(operand.node))
    }
}
