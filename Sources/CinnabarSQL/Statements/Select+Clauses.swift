extension Select {
    /// Adds a condition; several calls are joined by AND.
    @inlinable
    public consuming func `where`<Condition: SQLExpressible>(_ condition: Condition) -> Select
    where Condition.Value.Base == Bool {
        if case nil = node.condition { node.condition = condition.node } else { node.addFurther(condition.node) }
        return self
    }

    public consuming func groupBy(_ expressions: any SQLExpressible...) -> Select {
        with { $0.groupBy += expressions.map(\.node) }
    }

    public consuming func groupBy(_ expressions: [any SQLExpressible]) -> Select {
        with { $0.groupBy += expressions.map(\.node) }
    }

    /// Adds a condition on the groups.
    public consuming func having<Condition: SQLExpressible>(_ condition: Condition) -> Select
    where Condition.Value.Base == Bool {
        with { $0.having.append(condition.node) }
    }

    /// Adds terms to ORDER BY.
    public consuming func order(by terms: any Orderable...) -> Select {
        with { $0.orderBy += terms.map(\.orderTerm) }
    }

    /// Terms that are known at run time only.
    public consuming func order(by terms: [any Orderable]) -> Select {
        with { $0.orderBy += terms.map(\.orderTerm) }
    }

    /// At most so many rows. Sent as a parameter, so that each page is the same statement.
    public consuming func limit(_ count: Int) -> Select { with { $0.limit = .bind(.integer(Int64(count)), .value) } }

    /// Leaves out so many rows first. For deep pages prefer a condition on the last key seen.
    public consuming func offset(_ count: Int) -> Select { with { $0.offset = .bind(.integer(Int64(count)), .value) } }

    /// Leaves out repeated rows.
    public consuming func distinct() -> Select { with { $0.distinct = .rows } }

    /// The first row of each group of equal values (PostgreSQL): `DISTINCT ON`.
    public consuming func distinct(on expressions: any SQLExpressible...) -> Select {
        with { $0.distinct = .on(expressions.map(\.node)) }
    }

    /// Locks the rows until the transaction ends (`FOR UPDATE`).
    public consuming func forUpdate(wait: RowLock.Wait = .wait) -> Select {
        with { $0.lock = RowLock(strength: .update, wait: wait, tables: []) }
    }

    /// Locks the rows of one of the tables.
    public consuming func forUpdate<Owner: TypedTable>(of table: Owner.Type, wait: RowLock.Wait = .wait) -> Select {
        with { $0.lock = RowLock(strength: .update, wait: wait, tables: [Owner.tableName]) }
    }
    public consuming func forUpdate<Owner>(of alias: TableAlias<Owner>, wait: RowLock.Wait = .wait) -> Select {
        let name = alias.reference.alias ?? alias.reference.name
        return with { $0.lock = RowLock(strength: .update, wait: wait, tables: [name]) }
    }

    /// Locks the rows against changes, not against other readers (`FOR SHARE`).
    public consuming func forShare(wait: RowLock.Wait = .wait) -> Select {
        with { $0.lock = RowLock(strength: .share, wait: wait, tables: []) }
    }

    /// `FOR UPDATE SKIP LOCKED`: what a job queue reads with.
    public consuming func skipLocked() -> Select { with { $0.lock = $0.lock.waiting(.skipLocked) } }

    /// `FOR UPDATE NOWAIT`
    public consuming func noWait() -> Select { with { $0.lock = $0.lock.waiting(.noWait) } }

    /// Any other lock strength.
    public consuming func lock(_ lock: RowLock) -> Select { with { $0.lock = lock } }
}

extension RowLock? {
    fileprivate func waiting(_ wait: RowLock.Wait) -> RowLock {
        var lock = self ?? RowLock(strength: .update, wait: .wait, tables: [])
        lock.wait = wait
        return lock
    }
}
