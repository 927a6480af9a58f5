public import CinnabarEngine
public import CinnabarSQL

// Set-based changes: rows that are objects of the session follow.
extension AsyncSession {
    /// Updates rows without loading them. Objects of the session get the new values.
    ///
    /// ```swift
    /// try await session.execute(update(User.self).where(User.active == false).set(User.role, to: "inactive"))
    /// ```
    /// - Returns: a result without rows, whose `affectedRows` counts.
    @discardableResult
    public func execute<M: Model>(_ statement: Update<M>, fileID: StaticString = #fileID, line: UInt = #line)
        async throws -> QueryResult<Never>
    {
        let site = CallSite(fileID: fileID, line: line)
        return try await operation {
            try await autoflush(site)
            guard hasObjects(of: M.self), environment.dialect.capabilities.contains(.returning) else {
                return try await run(statement, nil, site)
            }
            let mapper = M._$mapper
            let columns = mapper.columns(named: statement.assignedColumns) + mapper.refreshedColumns
            let returned = statement.returning(nodes: (mapper.keyColumns + columns).map { mapper.nodes[$0] })
            let rows = try await run(returned, nil, site)
            let width = mapper.keyColumns.count
            for row in rows {
                guard let object = try known(M.self, row, width) else { continue }
                beginFrame()
                frames[frames.count - 1].steps.append(
                    try object.synchronize(columns, Array(row.values.dropFirst(width))))
            }
            return QueryResult(rows: [], like: rows)
        }
    }

    /// Deletes rows without loading them. Objects of the session are deleted too.
    @discardableResult
    public func execute<M: Model>(_ statement: Delete<M>, fileID: StaticString = #fileID, line: UInt = #line)
        async throws -> QueryResult<Never>
    {
        let site = CallSite(fileID: fileID, line: line)
        return try await operation {
            try await autoflush(site)
            guard hasObjects(of: M.self), environment.dialect.capabilities.contains(.returning) else {
                return try await run(statement, nil, site)
            }
            let mapper = M._$mapper
            let returned = statement.returning(nodes: mapper.keyColumns.map { mapper.nodes[$0] })
            let rows = try await run(returned, nil, site)
            for row in rows {
                guard let object = try known(M.self, row, mapper.keyColumns.count) else { continue }
                beginFrame()
                frames[frames.count - 1].steps.append(object.deletedElsewhere(link))
            }
            return QueryResult(rows: [], like: rows)
        }
    }

    private func hasObjects<M: Model>(of model: M.Type) -> Bool {
        link.identities.table(model).count > 0
    }

    private func known<M: Model>(_ model: M.Type, _ row: Row, _ width: Int) throws -> M? {
        let key = try M.key(Array(row.values.prefix(width)))
        return link.identities.object(model, key)
    }

    /// What is done to objects outside of a flush belongs to the transaction too.
    private func beginFrame() {
        if frames.isEmpty { frames.append(UndoFrame()) }
    }
}

extension Mapper {
    fileprivate func columns(named names: [String]) -> [Int] {
        attributes.indices.filter { names.contains(attributes[$0].column.name) && !keyColumns.contains($0) }
    }

    /// Columns that every update changes.
    fileprivate var refreshedColumns: [Int] {
        attributes.indices.filter {
            let column = attributes[$0].column
            return (column.onUpdate != nil || column.computed != nil) && !attributes[$0].isDeferred
        }
    }
}

extension Model {
    /// Takes values that the database has now.
    fileprivate func synchronize(_ columns: [Int], _ values: [SQLValue]) throws -> UndoFrame.UndoStep {
        let before = try _$withState { state in
            let before = state.attributes
            for (column, value) in zip(columns, values) where !state.core.changed.contains(column) {
                try state.attributes.set(column, to: value)
            }
            return before
        }
        return UndoFrame.UndoStep { self._$withState { $0.attributes = before } }
    }

    fileprivate func deletedElsewhere(_ link: SessionLink) -> UndoFrame.UndoStep {
        let restore: @Sendable () -> Void = {
            self.withCore { core in
                core.status = .persistent
                core.link = link
            }
            self.register(in: link)
        }
        leave(link)
        return UndoFrame.UndoStep(restore: restore)
    }
}
