// The select of each usual arity. The pack in `Select.swift` says the same for any number of items, but Swift 6.3
// cannot infer a pack's types from the type that the result is assigned to; with these it can, and faster.

@inlinable
public func select<A: Selectable>(_ a: A) -> Select<A.Output> {
    selectAll(a)
}

@inlinable
public func select<A: Selectable, B: Selectable>(_ a: A, _ b: B) -> Select<A.Output, B.Output> {
    selectAll(a, b)
}

@inlinable
public func select<A: Selectable, B: Selectable, C: Selectable>(_ a: A, _ b: B, _ c: C) -> Select<
    A.Output, B.Output, C.Output
> {
    selectAll(a, b, c)
}

@inlinable
public func select<A: Selectable, B: Selectable, C: Selectable, D: Selectable>(_ a: A, _ b: B, _ c: C, _ d: D)
    -> Select<A.Output, B.Output, C.Output, D.Output>
{
    selectAll(a, b, c, d)
}

@inlinable
public func select<A: Selectable, B: Selectable, C: Selectable, D: Selectable, E: Selectable>(
    _ a: A, _ b: B, _ c: C, _ d: D, _ e: E
) -> Select<A.Output, B.Output, C.Output, D.Output, E.Output> {
    selectAll(a, b, c, d, e)
}

@inlinable
public func select<A: Selectable, B: Selectable, C: Selectable, D: Selectable, E: Selectable, F: Selectable>(
    _ a: A, _ b: B, _ c: C, _ d: D, _ e: E, _ f: F
) -> Select<A.Output, B.Output, C.Output, D.Output, E.Output, F.Output> {
    selectAll(a, b, c, d, e, f)
}

@inlinable
public func select<
    A: Selectable, B: Selectable, C: Selectable, D: Selectable, E: Selectable, F: Selectable, G: Selectable
>(_ a: A, _ b: B, _ c: C, _ d: D, _ e: E, _ f: F, _ g: G) -> Select<
    A.Output, B.Output, C.Output, D.Output, E.Output, F.Output, G.Output
> {
    selectAll(a, b, c, d, e, f, g)
}

@inlinable
public func select<
    A: Selectable, B: Selectable, C: Selectable, D: Selectable, E: Selectable, F: Selectable, G: Selectable,
    H: Selectable
>(_ a: A, _ b: B, _ c: C, _ d: D, _ e: E, _ f: F, _ g: G, _ h: H) -> Select<
    A.Output, B.Output, C.Output, D.Output, E.Output, F.Output, G.Output, H.Output
> {
    selectAll(a, b, c, d, e, f, g, h)
}
