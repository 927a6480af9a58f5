extension SQLWriter {
    mutating func write(from: FromClause, _ joins: [Join]) throws {
        let visible = scopes?.see(0)
        switch from {
        case .none:
            if joins.isEmpty { break }
            throw CompileError("a join has nothing on its left side", alternative: "name the first table with from(…)")
        case .one(let table):
            append(" FROM ")
            try write(table: table)
            scopes?.seeOneMore()
        case .many(let sources):
            append(" FROM ")
            var isFirst = true
            for source in sources {
                // Behind a comma, a join's condition would see the last table only.
                if !isFirst { if joins.isEmpty { append(", ") } else { append(" JOIN ") } }
                try write(source: source)
                if !isFirst, !joins.isEmpty { append(" ON 1 = 1") }
                isFirst = false
                scopes?.seeOneMore()
            }
        }
        for join in joins { try write(join: join) }
        if let visible { scopes?.see(visible) }
    }

    private mutating func write(join: Join) throws {
        if join.kind == .right || join.kind == .full {
            try require(
                .rightAndFullJoins, join.kind.rawValue,
                instead: "turn the tables around and use leftJoin, with a union for the other side's rest")
        }
        append(" ")
        append(join.kind.rawValue)
        append(" ")
        try write(source: join.source)
        scopes?.seeOneMore()
        if let condition = join.condition {
            append(" ON ")
            try write(condition)
        } else if join.kind != .cross {
            append(" ON 1 = 1")
        }
    }

    private mutating func write(table: TableReference) throws {
        try append(table.quoted)
        guard let alias = table.quotedAlias else { return }
        append(" AS ")
        try append(alias)
    }

    mutating func write(source: Source) throws {
        switch source {
        case .table(let table): try write(table: table)
        case .subquery(let query, let alias, let isLateral):
            if isLateral {
                try require(.lateral, "LATERAL", instead: "use a correlated scalar subquery, or a window function")
                append("LATERAL ")
            }
            // Only a lateral subquery sees the tables beside it.
            let visible = isLateral ? nil : scopes?.see(0)
            append("(")
            try write(query: query)
            append(")")
            if let visible { scopes?.see(visible) }
            try writeAlias(alias)
        case .cte(let table, let alias):
            try appendIdentifier(table.name)
            if let alias { try writeAlias(alias) }
        case .function(let call, let alias, let columns):
            try write(call: call)
            try writeAlias(alias)
            if capabilities.contains(.columnAliases) { try write(columnAliases: columns) }
        case .values(let rows, let types, let alias, let columns):
            try write(rows: rows, types, alias, columns)
        }
    }

    private mutating func writeAlias(_ alias: String) throws {
        append(" AS ")
        try appendIdentifier(alias)
    }

    private mutating func write(columnAliases columns: [String]) throws {
        guard !columns.isEmpty else { return }
        try parenthesized { try $0.list(columns) { try $1.appendIdentifier($0) } }
    }

    /// `(VALUES (…), (…)) AS alias (a, b)`; the first row says of which types the columns are.
    private mutating func write(rows: [[SQLValue]], _ types: [SQLType], _ alias: String, _ columns: [String]) throws {
        guard !rows.isEmpty else {
            throw CompileError("a list of values has no rows", alternative: "leave the source out")
        }
        let namesColumns = capabilities.contains(.columnAliases)
        append("(")
        if !namesColumns {
            append("SELECT ")
            for (index, column) in columns.enumerated() {
                append(index == 0 ? "column" : ", column")
                append(number: index + 1)
                try writeAlias(column)
            }
            append(" FROM (")
        }
        append("VALUES ")
        for (index, row) in rows.enumerated() {
            append(index == 0 ? "(" : ", (")
            for (column, value) in row.enumerated() {
                if column > 0 { append(", ") }
                let bind = Node.bind(value, .value)
                try write(index == 0 && namesColumns ? .cast(bind, types[column]) : bind)
            }
            append(")")
        }
        append(namesColumns ? ")" : "))")
        try writeAlias(alias)
        if namesColumns { try write(columnAliases: columns) }
    }
}
