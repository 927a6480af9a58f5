extension SQLWriter {
    mutating func write(change: ChangeNode) throws {
        switch change {
        case .insert(let node): try write(insert: node)
        case .update(let node): try write(update: node)
        case .delete(let node): try write(delete: node)
        }
    }

    mutating func write(update node: UpdateNode) throws {
        raise(.write)
        var assignments = node.assignments
        if assignments.isEmpty {
            throw CompileError("an update sets nothing", alternative: "add set(…)")
        }
        for column in node.definitions {
            guard let change = column.onUpdate, !assignments.contains(where: { $0.0 == column.name }) else { continue }
            assignments.append((column.name, change.node))
        }
        try write(with: CommonTable.needed(by: node.from)) { writer in
            try writer.scopes?.push([node.table] + node.from.map(\.reference), advice: "add it with from(…)")
            writer.append("UPDATE ")
            try writer.appendTable(node.table)
            writer.append(" SET ")
            try writer.write(assignments: assignments)
            try writer.write(" FROM ", node.from)
            try writer.writeWhere(node.conditions)
            try writer.write(returning: node.returning, of: node.table, alone: node.from.isEmpty)
            writer.scopes?.pop()
        }
    }

    mutating func write(delete node: DeleteNode) throws {
        raise(.write)
        try write(with: CommonTable.needed(by: node.using)) { writer in
            if !node.using.isEmpty {
                try writer.require(.deleteUsing, "DELETE … USING", instead: "use where(exists(select(…)))")
            }
            try writer.scopes?.push(
                [node.table] + node.using.map(\.reference), advice: "use where(exists(select(…))), or add using(…)")
            writer.append("DELETE FROM ")
            try writer.appendTable(node.table)
            try writer.write(" USING ", node.using)
            try writer.writeWhere(node.conditions)
            try writer.write(returning: node.returning, of: node.table, alone: node.using.isEmpty)
            writer.scopes?.pop()
        }
    }

    /// The tables beside the one that is changed; a subquery among them sees none of the others.
    private mutating func write(_ word: StaticString, _ sources: [Source]) throws {
        guard !sources.isEmpty else { return }
        let visible = scopes?.see(1)
        append(word)
        try list(sources) { source, writer in
            try writer.write(source: source)
            writer.scopes?.seeOneMore()
        }
        if let visible { scopes?.see(visible) }
    }

    mutating func write(assignments: [(String, Node)]) throws {
        try list(assignments) { assignment, writer in
            try writer.appendIdentifier(assignment.0)
            writer.append(" = ")
            try writer.write(assignment.1)
        }
    }

    /// - Parameter alone: whether the statement has no table but the one that it changes.
    mutating func write(returning nodes: [Node], of table: TableReference, alone: Bool) throws {
        guard !nodes.isEmpty else { return }
        try require(.returning, "RETURNING", instead: "read the rows with a select after the change")
        append(" RETURNING ")
        if !alone, capabilities.contains(.returningOtherTables) { return try writeItems(nodes) }
        if !alone, nodes.mentionedTables.contains(where: { $0 != table }) {
            throw CompileError.unsupported(
                "RETURNING for columns of other tables than the changed one", by: dialect.name,
                instead: "read them with a select")
        }
        try writeBare { try $0.writeItems(nodes) }
    }
}

extension ServerDefault {
    /// What an update sets.
    package var node: Node {
        switch self {
        case .now: .now
        case .value(let value): .bind(value, .value)
        case .sql(let text): .raw([.sql(text)])
        }
    }
}
