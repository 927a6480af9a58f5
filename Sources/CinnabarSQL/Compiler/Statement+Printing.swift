extension Statement {
    /// The SQL for a dialect, with placeholders, and the binds in their order.
    ///
    /// - Throws: `CompileError` where the dialect lacks a feature, or the statement mentions a table that it lacks.
    public func compile(for dialect: any Dialect) throws -> (sql: String, binds: [SQLValue]) {
        var writer = SQLWriter(dialect: dialect, checks: true)
        try write(to: &writer)
        try writer.checkPlaceholders()
        return (writer.sql, writer.binds)
    }

    /// The SQL for a dialect with the values written into it: for reading, never for execution.
    public func inlinedSQL(for dialect: any Dialect) throws -> String {
        var writer = SQLWriter(dialect: dialect, binds: .inline, checks: true)
        try write(to: &writer)
        return writer.sql
    }
}
