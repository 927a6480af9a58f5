// Typed rows of raw SQL, of each usual arity; see `Select+Arity.swift` for why.

extension TextStatement {
    @inlinable
    public func columns<A: ColumnValue>(_ a: A.Type) -> TextStatement<A> {
        decoded { row in try row.get(0) }
    }

    @inlinable
    public func columns<A: ColumnValue, B: ColumnValue>(_ a: A.Type, _ b: B.Type) -> TextStatement<(A, B)> {
        decoded { row in (try row.get(0), try row.get(1)) }
    }

    @inlinable
    public func columns<A: ColumnValue, B: ColumnValue, C: ColumnValue>(_ a: A.Type, _ b: B.Type, _ c: C.Type)
        -> TextStatement<(A, B, C)>
    {
        decoded { row in (try row.get(0), try row.get(1), try row.get(2)) }
    }

    @inlinable
    public func columns<A: ColumnValue, B: ColumnValue, C: ColumnValue, D: ColumnValue>(
        _ a: A.Type, _ b: B.Type, _ c: C.Type, _ d: D.Type
    ) -> TextStatement<(A, B, C, D)> {
        decoded { row in (try row.get(0), try row.get(1), try row.get(2), try row.get(3)) }
    }

    @inlinable
    public func columns<A: ColumnValue, B: ColumnValue, C: ColumnValue, D: ColumnValue, E: ColumnValue>(
        _ a: A.Type, _ b: B.Type, _ c: C.Type, _ d: D.Type, _ e: E.Type
    ) -> TextStatement<(A, B, C, D, E)> {
        decoded { row in (try row.get(0), try row.get(1), try row.get(2), try row.get(3), try row.get(4)) }
    }

    @inlinable
    public func columns<A: ColumnValue, B: ColumnValue, C: ColumnValue, D: ColumnValue, E: ColumnValue, F: ColumnValue>(
        _ a: A.Type, _ b: B.Type, _ c: C.Type, _ d: D.Type, _ e: E.Type, _ f: F.Type
    ) -> TextStatement<(A, B, C, D, E, F)> {
        decoded { row in
            (try row.get(0), try row.get(1), try row.get(2), try row.get(3), try row.get(4), try row.get(5))
        }
    }

    @inlinable
    public func columns<
        A: ColumnValue, B: ColumnValue, C: ColumnValue, D: ColumnValue, E: ColumnValue, F: ColumnValue, G: ColumnValue
    >(_ a: A.Type, _ b: B.Type, _ c: C.Type, _ d: D.Type, _ e: E.Type, _ f: F.Type, _ g: G.Type) -> TextStatement<
        (A, B, C, D, E, F, G)
    > {
        decoded { row in
            (
                try row.get(0), try row.get(1), try row.get(2), try row.get(3), try row.get(4), try row.get(5),
                try row.get(6)
            )
        }
    }

    @inlinable
    public func columns<
        A: ColumnValue, B: ColumnValue, C: ColumnValue, D: ColumnValue, E: ColumnValue, F: ColumnValue, G: ColumnValue,
        H: ColumnValue
    >(_ a: A.Type, _ b: B.Type, _ c: C.Type, _ d: D.Type, _ e: E.Type, _ f: F.Type, _ g: G.Type, _ h: H.Type)
        -> TextStatement<(A, B, C, D, E, F, G, H)>
    {
        decoded { row in
            (
                try row.get(0), try row.get(1), try row.get(2), try row.get(3), try row.get(4), try row.get(5),
                try row.get(6), try row.get(7)
            )
        }
    }

    @usableFromInline
    func decoded<Value: Sendable>(_ decode: @escaping @Sendable (RowReader) throws -> Value) -> TextStatement<Value> {
        TextStatement<Value>(
            parts: parts, problem: problem,
            decoder: RowDecoder { cursor, rows in
                while try cursor.next() { rows.append(try decode(cursor.row)) }
            })
    }
}
