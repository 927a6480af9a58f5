// A value on the left, as in `18 <= User.age`: the same comparison the other way round.

@_disfavoredOverload
public func == <Right: SQLExpressible>(left: Right.Value, right: Right) -> Condition { right == left }
@_disfavoredOverload
public func != <Right: SQLExpressible>(left: Right.Value, right: Right) -> Condition { right != left }
@_disfavoredOverload
public func < <Right: SQLExpressible>(left: Right.Value, right: Right) -> Condition { right > left }
@_disfavoredOverload
public func <= <Right: SQLExpressible>(left: Right.Value, right: Right) -> Condition { right >= left }
@_disfavoredOverload
public func > <Right: SQLExpressible>(left: Right.Value, right: Right) -> Condition { right < left }
@_disfavoredOverload
public func >= <Right: SQLExpressible>(left: Right.Value, right: Right) -> Condition { right <= left }
