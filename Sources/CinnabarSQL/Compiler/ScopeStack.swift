/// The tables that are in sight at a place in a statement, query within query.
///
/// Kept only while a statement is checked, which happens once per text.
struct ScopeStack {
    struct Scope {
        /// All tables of one query's FROM clause, or of one update or delete.
        var tables: [TableReference]
        /// How many of them are in sight already: a join sees those before it and its own.
        var visible: Int
        /// How the statement gets another one.
        var advice: String
    }

    private(set) var scopes: [Scope] = []
    /// Above 0 inside SQL of the user's own, which may name tables in its text.
    var rawDepth = 0

    mutating func push(_ tables: [TableReference], visible: Int? = nil, advice: String = Self.selectAdvice)
        throws(CompileError)
    {
        for (index, table) in tables.enumerated() where tables[..<index].contains(where: { $0.isSameName(as: table) }) {
            let name = table.alias ?? table.name
            throw CompileError(
                "two tables of one FROM clause are called \"\(name.escapingControls)\"",
                alternative: "give one of them another name with alias(…)")
        }
        scopes.append(Scope(tables: tables, visible: visible ?? tables.count, advice: advice))
    }

    mutating func pop() { scopes.removeLast() }

    /// Sets how many tables of the innermost query are in sight, and returns what it was.
    @discardableResult
    mutating func see(_ count: Int) -> Int {
        guard let last = scopes.indices.last else { return 0 }
        defer { scopes[last].visible = count }
        return scopes[last].visible
    }

    mutating func seeOneMore() {
        if let last = scopes.indices.last { scopes[last].visible += 1 }
    }

    /// - Throws: `CompileError` when no query around this place has the table.
    func check(_ column: ColumnReference) throws(CompileError) {
        guard let table = column.table, rawDepth == 0, let innermost = scopes.last else { return }
        for scope in scopes where scope.tables[..<scope.visible].contains(table) { return }
        let name = "\(table.label.escapingControls).\"\(column.name.escapingControls)\""
        for scope in scopes where scope.tables.contains(table) {
            throw CompileError(
                "\(name) is mentioned before its table is joined",
                alternative: "join it earlier, or make a subquery that refers to it lateral(…)")
        }
        for scope in scopes {
            if let other = scope.tables.first(where: { $0.name == table.name && $0.schema == table.schema }) {
                let known = other.alias.map { "under the alias \"\($0.escapingControls)\"" } ?? "without an alias"
                throw CompileError(
                    "the statement mentions \(name), but has that table \(known)",
                    alternative: "take the column from where the table was named: alias(…)")
            }
        }
        throw CompileError(
            "the statement mentions \(name), but does not have the table \(table.label.escapingControls)",
            alternative: innermost.advice)
    }

    static let selectAdvice = "add it with join(…, on: …) or from(…)"
}

extension TableReference {
    /// `"schema"."name"`, or the alias.
    fileprivate var label: String { qualifier.map { "\"\($0)\"" }.joined(separator: ".") }

    fileprivate func isSameName(as other: TableReference) -> Bool {
        (alias ?? name) == (other.alias ?? other.name) && (alias != nil || other.alias != nil || schema == other.schema)
    }
}
