/// The clauses of one INSERT.
struct InsertNode: Sendable {
    enum Source: Sendable {
        case defaults
        /// Rows of nodes: values and expressions.
        case rows(columns: [String], [[Node]])
        /// Plain values only, one row after another: may take the bulk road.
        case values(columns: [String], [SQLValue])
        case query(columns: [String], Query)
    }

    let table: TableReference
    /// For client defaults and the types of bulk arrays.
    let definitions: [ColumnDefinition]
    var source: Source = .defaults
    var conflict: Conflict?
    var returning: [Node] = []

    init(table: TableReference, definitions: [ColumnDefinition]) {
        self.table = table
        self.definitions = definitions
    }

    /// Rows may name different columns: the others of a row get DEFAULT.
    mutating func addRow(_ columns: [String], _ values: [Node]) {
        guard case .rows(var known, var rows) = source else {
            source = .rows(columns: columns, [values])
            return
        }
        if known != columns {
            for column in columns where !known.contains(column) {
                known.append(column)
                rows = rows.map { $0 + [.defaultKeyword] }
            }
            let given = Dictionary(zip(columns, values), uniquingKeysWith: { $1 })
            rows.append(known.map { given[$0] ?? .defaultKeyword })
        } else {
            rows.append(values)
        }
        source = .rows(columns: known, rows)
    }

    /// Columns that have a client default and are not among `columns`, with their values for one row.
    func missingDefaults(_ columns: [String]) -> [(String, @Sendable () -> SQLValue)] {
        definitions.compactMap { column in
            guard let make = column.clientDefault, !columns.contains(column.name) else { return nil }
            return (column.name, make)
        }
    }
}

/// Many plain rows for one table.
public struct BulkInsert: Sendable {
    public let table: TableReference
    public let columns: [String]
    public let types: [SQLType]
    /// The rows' values, one row after another.
    public let values: [SQLValue]
    /// The same insert with one row of placeholders, for a prepared statement.
    let node: InsertNode
    public var rowCount: Int { columns.isEmpty ? 0 : values.count / columns.count }

    /// Writes the insert of one row.
    public func writeSingleRow(to writer: inout SQLWriter) throws {
        var single = node
        single.source = .values(columns: columns, Array(values.prefix(columns.count)))
        try writer.write(insert: single)
    }

    /// Writes the insert of a part of the rows.
    public func write(rows: Range<Int>, to writer: inout SQLWriter) throws {
        var part = node
        let width = columns.count
        part.source = .values(columns: columns, Array(values[rows.lowerBound * width..<rows.upperBound * width]))
        try writer.write(insert: part)
    }
}

extension InsertNode {
    /// Client defaults filled in: what is written.
    var completed: InsertNode {
        var copy = self
        switch source {
        case .values(let columns, let values):
            let defaults = missingDefaults(columns)
            guard !defaults.isEmpty, !columns.isEmpty else { return self }
            var all: [SQLValue] = []
            all.reserveCapacity(values.count / columns.count * (columns.count + defaults.count))
            for start in stride(from: 0, to: values.count, by: columns.count) {
                all += values[start..<min(start + columns.count, values.count)]
                for (_, make) in defaults { all.append(make()) }
            }
            copy.source = .values(columns: columns + defaults.map(\.0), all)
        case .rows(let columns, let rows):
            let defaults = missingDefaults(columns)
            let makers = columns.map { name in definitions.first { $0.name == name }?.clientDefault }
            guard !defaults.isEmpty || makers.contains(where: { $0 != nil }) else { return self }
            copy.source = .rows(
                columns: columns + defaults.map(\.0),
                rows.map { row in
                    zip(row, makers).map { node, make in
                        if case .defaultKeyword = node, let make { .bind(make(), .value) } else { node }
                    } + defaults.map { .bind($0.1(), .value) }
                })
        case .defaults:
            let defaults = missingDefaults([])
            guard !defaults.isEmpty else { return self }
            copy.source = .rows(columns: defaults.map(\.0), [defaults.map { .bind($0.1(), .value) }])
        case .query(let columns, let query):
            let defaults = missingDefaults(columns)
            guard !defaults.isEmpty else { return self }
            copy.source = .query(
                columns: columns + defaults.map(\.0), query.adding(defaults.map { .bind($0.1(), .value) }))
        }
        return copy
    }

    var bulk: BulkInsert? {
        let node = completed
        guard case .values(let columns, let values) = node.source, returning.isEmpty, !columns.isEmpty,
            values.count >= 2 * columns.count
        else { return nil }
        let types = columns.map { name in definitions.first { $0.name == name }?.type ?? .text }
        return BulkInsert(table: table, columns: columns, types: types, values: values, node: node)
    }
}

extension Query {
    /// The query with more columns, whose values are the same in every row.
    fileprivate func adding(_ items: [Node]) -> Query {
        if case .select(var node) = self, node.distinct == nil {
            node.items += items
            return .select(node)
        }
        let rows = Subquery<Int>(self, alias: "rows", lateral: false)
        let columns = namingColumns().columnNames.map { Node.column(rows.source.reference, $0) }
        var node = SelectNode(items: columns + items)
        node.from = [rows.source]
        return .select(node)
    }
}
