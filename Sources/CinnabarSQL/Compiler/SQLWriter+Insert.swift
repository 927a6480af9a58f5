extension SQLWriter {
    mutating func write(insert node: InsertNode) throws {
        raise(.write)
        let node = node.completed
        // Before INSERT, because a change cannot stand in the WITH of its query.
        if case .query(_, let query) = node.source {
            let needed = CommonTable.needed(by: query)
            if needed.contains(where: { $0.change != nil }) {
                return try write(with: needed) { try $0.writeBody(insert: node) }
            }
        }
        try writeBody(insert: node)
    }

    private mutating func writeBody(insert node: InsertNode) throws {
        append("INSERT INTO ")
        try appendTable(node.table)
        try scopes?.push([], advice: "use a scalar subquery: an insert has no row to take columns from")
        switch node.source {
        case .defaults:
            append(" DEFAULT VALUES")
        case .rows(let columns, let rows):
            try writeColumns(columns)
            append(" VALUES ")
            try list(rows) { row, writer in
                try writer.parenthesized { writer in
                    for (index, item) in row.enumerated() {
                        if index > 0 { writer.append(", ") }
                        if case .defaultKeyword = item {
                            try writer.writeDefault(of: columns[index], node)
                        } else {
                            try writer.write(item)
                        }
                    }
                }
            }
        case .values(let columns, let values):
            try writeColumns(columns)
            try write(values: values, columns, node)
        case .query(let columns, let query):
            try writeColumns(columns)
            append(" ")
            try write(query: node.conflict == nil ? query : query.endingInWhere)
        }
        scopes?.pop()
        try scopes?.push([node.table])
        if let conflict = node.conflict { try write(conflict: conflict) }
        try write(returning: node.returning, of: node.table, alone: true)
        scopes?.pop()
    }

    private mutating func writeColumns(_ columns: [String]) throws {
        append(" (")
        try list(columns) { try $1.appendIdentifier($0) }
        append(")")
    }

    /// `DEFAULT`, or what the schema says of the column where VALUES cannot have the word.
    private mutating func writeDefault(of column: String, _ node: InsertNode) throws {
        if capabilities.contains(.defaultInValues) { return append("DEFAULT") }
        let definition = node.definitions.first { $0.name == column }
        if let serverDefault = definition?.serverDefault { return try write(serverDefault.node) }
        // NULL is what a row id and a column without a default get.
        if let definition, definition.computed == nil, definition.isNullable || definition.isPrimaryKey {
            return append("NULL")
        }
        throw CompileError.unsupported(
            "DEFAULT inside VALUES", by: dialect.name,
            instead: "name the column \"\(column.escapingControls)\" in every row, "
                + "or insert rows with different columns in statements of their own")
    }

    private mutating func write(values: [SQLValue], _ columns: [String], _ node: InsertNode) throws {
        let width = columns.count
        if width == 0 || values.isEmpty {
            throw CompileError("an insert has no rows", alternative: "leave the statement out, or use defaultValues()")
        }
        if values.count % width != 0 {
            throw CompileError(
                "the rows of an insert have \(values.count) values in all, which do not fill \(width) columns",
                alternative: "append one value for each of insertColumns")
        }
        if values.count > width {
            let types = columns.map { name in node.definitions.first { $0.name == name }?.type ?? .text }
            if try dialect.writeBulkValues(columns, types: types, values: values, to: &self) { return }
        }
        append(" VALUES ")
        for start in stride(from: 0, to: values.count, by: width) {
            append(start == 0 ? "(" : ", (")
            for index in start..<start + width {
                if index > start { append(", ") }
                try appendBind(values[index])
            }
            append(")")
        }
    }

    private mutating func write(conflict: Conflict) throws {
        append(" ON CONFLICT")
        if let constraint = conflict.constraint {
            try require(
                .conflictConstraints, "ON CONFLICT ON CONSTRAINT", instead: "name the columns of the unique key")
            append(" ON CONSTRAINT ")
            try appendIdentifier(constraint)
        } else if !conflict.columns.isEmpty {
            try writeColumns(conflict.columns)
            if let condition = conflict.condition {
                append(" WHERE ")
                try writeBare { try $0.withConstants { try $0.write(condition) } }
            }
        }
        switch conflict.action {
        case .nothing: append(" DO NOTHING")
        case .update(let assignments, let condition):
            if conflict.columns.isEmpty, conflict.constraint == nil {
                throw CompileError(
                    "an upsert does not say which key it is about",
                    alternative: "name the key's columns: onConflict(User.email, doUpdate: …)")
            }
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

    /// Columns without their table, where no other is in sight.
    mutating func writeBare(_ body: (inout SQLWriter) throws -> Void) throws {
        let wasBare = bareColumns
        bareColumns = true
        try body(&self)
        bareColumns = wasBare
    }
}

extension Query {
    /// SQLite reads `SELECT … FROM t ON CONFLICT` as a join, unless there is a WHERE.
    fileprivate var endingInWhere: Query {
        switch self {
        case .select(var node):
            let ends = node.conditions.isEmpty && node.groupBy.isEmpty && node.orderBy.isEmpty
            if ends, node.limit == nil, node.offset == nil { node.conditions = [.and([])] }
            return .select(node)
        case .compound(var node):
            if node.orderBy.isEmpty, node.limit == nil, node.offset == nil, let last = node.rest.indices.last {
                node.rest[last].1 = node.rest[last].1.endingInWhere
            }
            return .compound(node)
        }
    }
}
