// RETURNING of each usual arity; see `Select+Arity.swift` for why.

extension Insert {
    public func returning<A: Selectable>(_ a: A) -> ReturningStatement<A.Output> {
        returningAll(a)
    }

    public func returning<A: Selectable, B: Selectable>(_ a: A, _ b: B) -> ReturningStatement<A.Output, B.Output> {
        returningAll(a, b)
    }

    public func returning<A: Selectable, B: Selectable, C: Selectable>(_ a: A, _ b: B, _ c: C) -> ReturningStatement<
        A.Output, B.Output, C.Output
    > {
        returningAll(a, b, c)
    }

    public func returning<A: Selectable, B: Selectable, C: Selectable, D: Selectable>(_ a: A, _ b: B, _ c: C, _ d: D)
        -> ReturningStatement<A.Output, B.Output, C.Output, D.Output>
    {
        returningAll(a, b, c, d)
    }

    public func returning<A: Selectable, B: Selectable, C: Selectable, D: Selectable, E: Selectable>(
        _ a: A, _ b: B, _ c: C, _ d: D, _ e: E
    ) -> ReturningStatement<A.Output, B.Output, C.Output, D.Output, E.Output> {
        returningAll(a, b, c, d, e)
    }
}

extension Update {
    public func returning<A: Selectable>(_ a: A) -> ReturningStatement<A.Output> {
        returningAll(a)
    }

    public func returning<A: Selectable, B: Selectable>(_ a: A, _ b: B) -> ReturningStatement<A.Output, B.Output> {
        returningAll(a, b)
    }

    public func returning<A: Selectable, B: Selectable, C: Selectable>(_ a: A, _ b: B, _ c: C) -> ReturningStatement<
        A.Output, B.Output, C.Output
    > {
        returningAll(a, b, c)
    }

    public func returning<A: Selectable, B: Selectable, C: Selectable, D: Selectable>(_ a: A, _ b: B, _ c: C, _ d: D)
        -> ReturningStatement<A.Output, B.Output, C.Output, D.Output>
    {
        returningAll(a, b, c, d)
    }

    public func returning<A: Selectable, B: Selectable, C: Selectable, D: Selectable, E: Selectable>(
        _ a: A, _ b: B, _ c: C, _ d: D, _ e: E
    ) -> ReturningStatement<A.Output, B.Output, C.Output, D.Output, E.Output> {
        returningAll(a, b, c, d, e)
    }
}

extension Delete {
    public func returning<A: Selectable>(_ a: A) -> ReturningStatement<A.Output> {
        returningAll(a)
    }

    public func returning<A: Selectable, B: Selectable>(_ a: A, _ b: B) -> ReturningStatement<A.Output, B.Output> {
        returningAll(a, b)
    }

    public func returning<A: Selectable, B: Selectable, C: Selectable>(_ a: A, _ b: B, _ c: C) -> ReturningStatement<
        A.Output, B.Output, C.Output
    > {
        returningAll(a, b, c)
    }

    public func returning<A: Selectable, B: Selectable, C: Selectable, D: Selectable>(_ a: A, _ b: B, _ c: C, _ d: D)
        -> ReturningStatement<A.Output, B.Output, C.Output, D.Output>
    {
        returningAll(a, b, c, d)
    }

    public func returning<A: Selectable, B: Selectable, C: Selectable, D: Selectable, E: Selectable>(
        _ a: A, _ b: B, _ c: C, _ d: D, _ e: E
    ) -> ReturningStatement<A.Output, B.Output, C.Output, D.Output, E.Output> {
        returningAll(a, b, c, d, e)
    }
}
