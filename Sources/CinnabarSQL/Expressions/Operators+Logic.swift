public func && <Left: SQLExpressible, Right: SQLExpressible>(left: Left, right: Right) -> Condition
where Left.Value.Base == Bool, Right.Value.Base == Bool {
    if case .and(let nodes) = left.node { return Condition(.and(nodes + [right.node])) }
    return Condition(.and([left.node, right.node]))
}

public func || <Left: SQLExpressible, Right: SQLExpressible>(left: Left, right: Right) -> Condition
where Left.Value.Base == Bool, Right.Value.Base == Bool {
    if case .or(let nodes) = left.node { return Condition(.or(nodes + [right.node])) }
    return Condition(.or([left.node, right.node]))
}

public prefix func ! <Operand: SQLExpressible>(operand: Operand) -> Condition where Operand.Value.Base == Bool {
    not(operand)
}

/// All of the conditions; true when there is none.
public func and(_ conditions: any SQLExpressible<Bool>...) -> Condition { and(conditions) }
public func and(_ conditions: [any SQLExpressible<Bool>]) -> Condition { Condition(.and(conditions.map(\.node))) }

/// Any of the conditions; false when there is none.
public func or(_ conditions: any SQLExpressible<Bool>...) -> Condition { or(conditions) }
public func or(_ conditions: [any SQLExpressible<Bool>]) -> Condition { Condition(.or(conditions.map(\.node))) }

/// The negation, in the form that SQL writers prefer: `NOT IN`, `IS NOT NULL`, `NOT LIKE`.
public func not<Operand: SQLExpressible>(_ operand: Operand) -> Condition where Operand.Value.Base == Bool {
    switch operand.node {
    case .isNull(let node, let negated): Condition(.isNull(node, negated: !negated))
    case .isSame(let left, let right, let negated): Condition(.isSame(left, right, negated: !negated))
    case .inValues(let node, let values, let type, let negated):
        Condition(.inValues(node, values, elementType: type, negated: !negated))
    case .inNodes(let node, let nodes, let negated): Condition(.inNodes(node, nodes, negated: !negated))
    case .inQuery(let node, let query, let negated): Condition(.inQuery(node, query, negated: !negated))
    case .exists(let query, let negated): Condition(.exists(query, negated: !negated))
    case .between(let node, let low, let high, let negated):
        Condition(.between(node, low, high, negated: !negated))
    case .like(let node, let pattern, let insensitive, let escape, let negated):
        Condition(.like(node, pattern, caseInsensitive: insensitive, escape: escape, negated: !negated))
    case .not(let inner): Condition(inner)
    default: Condition(.not(operand.node))
    }
}
