extension SQLWriter {
    mutating func write(insert node: InsertNode) throws {
        raise(.write)
        let node = node.completed
        append("INSERT INTO ")
        try appendTable(node.table)
        switch node.source {
        case .defaults:
            append(" DEFAULT VALUES")
        case .rows(let columns, let rows):
            try writeColumns(columns)
            append(" VALUES ")
            try list(rows) { row, writer in
                try writer.parenthesized { writer in
                    try writer.list(row) { node, writer in
                        if case .defaultKeyword = node {
                            try writer.require(
                                .defaultInValues, "DEFAULT inside VALUES",
                                instead: "insert rows with different columns in statements of their own")
                        }
                        try writer.write(node)
                    }
                }
            }
        case .values(let columns, let values):
            try writeColumns(columns)
            try write(values: values, columns, node)
        case .query(let columns, let query):
            try writeColumns(columns)
            append(" ")
            // SQLite reads `SELECT … ON CONFLICT` as a join without a WHERE.
            if case .select(var select) = query, node.conflict != nil, select.conditions.isEmpty {
                select.conditions = [.and([])]
                try write(select: select)
            } else {
                try write(query: query)
            }
        }
        if let conflict = node.conflict { try write(conflict: conflict) }
        try write(returning: node.returning)
    }

    private mutating func writeColumns(_ columns: [String]) throws {
        append(" (")
        try list(columns) { try $1.appendIdentifier($0) }
        append(")")
    }

    private mutating func write(values: [SQLValue], _ columns: [String], _ node: InsertNode) throws {
        let width = columns.count
        if values.isEmpty {
            throw CompileError("an insert has no rows", alternative: "leave the statement out, or use defaultValues()")
        }
        if values.count > width {
            let types = columns.map { name in node.definitions.first { $0.name == name }?.type ?? .text }
            if try dialect.writeBulkValues(columns, types: types, values: values, to: &self) { return }
        }
        append(" VALUES ")
        for start in stride(from: 0, to: values.count, by: width) {
            append(start == 0 ? "(" : ", (")
            for index in start..<min(start + width, values.count) {
                if index > start { append(", ") }
                try appendBind(values[index])
            }
            append(")")
        }
    }

    private mutating func write(conflict: Conflict) throws {
        append(" ON CONFLICT")
        if !conflict.columns.isEmpty { try writeColumns(conflict.columns) }
        if let condition = conflict.condition {
            append(" WHERE ")
            try write(condition)
        }
        switch conflict.action {
        case .nothing: append(" DO NOTHING")
        case .update(let assignments, let condition):
            if assignments.isEmpty {
                throw CompileError("an upsert sets nothing", alternative: "use onConflictDoNothing")
            }
            append(" DO UPDATE SET ")
            try write(assignments: assignments)
            if let condition {
                append(" WHERE ")
                try write(condition)
            }
        }
    }

    private mutating func write(assignments: [(String, Node)]) throws {
        try list(assignments) { assignment, writer in
            try writer.appendIdentifier(assignment.0)
            writer.append(" = ")
            try writer.write(assignment.1)
        }
    }

    private mutating func write(returning nodes: [Node]) throws {
        guard !nodes.isEmpty else { return }
        try require(.returning, "RETURNING", instead: "read the rows with a select after the change")
        append(" RETURNING ")
        let wasBare = bareColumns
        bareColumns = true
        defer { bareColumns = wasBare }
        try list(nodes) { node, writer in
            try writer.write(node)
            if case .labeled(_, let name) = node {
                writer.append(" AS ")
                try writer.appendIdentifier(name)
            }
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
        try writeWith(Self.commonTables(of: node.from))
        append("UPDATE ")
        try appendTable(node.table)
        append(" SET ")
        try write(assignments: assignments)
        if !node.from.isEmpty {
            append(" FROM ")
            try list(node.from) { try $1.write(source: $0) }
        }
        try writeWhere(node.conditions)
        try write(returning: node.returning)
    }

    mutating func write(delete node: DeleteNode) throws {
        raise(.write)
        try writeWith(Self.commonTables(of: node.using))
        append("DELETE FROM ")
        try appendTable(node.table)
        if !node.using.isEmpty {
            try require(.deleteUsing, "DELETE … USING", instead: "use where(exists(select(…)))")
            append(" USING ")
            try list(node.using) { try $1.write(source: $0) }
        }
        try writeWhere(node.conditions)
        try write(returning: node.returning)
    }
}

extension ServerDefault {
    /// What an update sets.
    var node: Node {
        switch self {
        case .now: .now
        case .value(let value): .bind(value, .value)
        case .sql(let text): .raw([.sql(text)])
        }
    }
}
