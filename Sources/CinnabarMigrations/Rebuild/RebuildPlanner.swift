import CinnabarSQL

/// Goes through operations in order, with the schema as it is at each moment, and gathers those that one rebuild of a
/// table can do together.
struct RebuildPlanner {
    private let compiler: OperationCompiler
    private var schema: DatabaseSchema
    private var rebuild: TableRebuild?
    private var statements: [MigrationStatement] = []
    /// The operation that is looked at, and those that the rebuild does.
    private var place = 0
    private var rebuilt = 0..<0

    init(_ compiler: OperationCompiler, schema: DatabaseSchema) {
        self.compiler = compiler
        self.schema = schema
    }

    mutating func finish() throws -> [MigrationStatement] {
        try flush()
        return statements
    }

    mutating func add(_ operation: MigrationOperation) throws {
        defer { place += 1 }
        if case .alterEnum(let change) = operation {
            let compiler = compiler
            for use in change.uses { try rework(of: use.table) { $0.alter(change, use.column, compiler) } }
            return
        }
        if operation.needsRebuild, let table = operation.table {
            let compiler = compiler
            return try rework(of: table) { try $0.apply(operation, compiler) }
        }
        try flush()
        if case .renameIndex(let index, let table, let name) = operation {
            try emit(.dropIndex(index, of: table, concurrently: false))
            return try emit(.createIndex(index.renamed(name), on: table, concurrently: false))
        }
        try emit(operation)
    }

    private mutating func emit(_ operation: MigrationOperation) throws {
        statements += try compiler.direct(operation).map { $0.of(place..<place + 1) }
        schema.apply(operation, naming: compiler.naming)
    }

    private mutating func rework(of table: TableName, _ change: (inout TableRebuild) throws -> Void) throws {
        if rebuild?.new.key != table { try flush() }
        if rebuild == nil {
            guard let found = schema.table(table) else {
                throw CompileError(
                    "the table \(table) is to be changed, and the database does not have it",
                    dialect: compiler.dialect.name,
                    alternative: "check the table's name, and that the revisions before this one have run")
            }
            rebuilt = place..<place
            rebuild = TableRebuild(
                found.named(by: compiler.naming), triggers: schema.triggers.filter { $0.table == table })
        }
        guard var current = rebuild else { return }
        try change(&current)
        rebuild = current
        rebuilt = rebuilt.lowerBound..<place + 1
    }

    private mutating func flush() throws {
        guard let current = rebuild else { return }
        rebuild = nil
        statements += try current.statements(compiler).map { MigrationStatement(sql: $0).of(rebuilt) }
        if let place = schema.tables.firstIndex(where: { $0.key == current.new.key }) {
            schema.tables[place] = current.new
        }
    }
}

extension MigrationOperation {
    /// The table that a change of one table is about.
    var table: TableName? {
        switch self {
        case .addColumn(_, let table), .dropColumn(_, let table), .alterColumn(_, _, let table, _),
            .addConstraint(_, let table), .dropConstraint(_, let table), .renameConstraint(_, let table, _):
            table
        default: nil
        }
    }
}

extension DatabaseSchema {
    /// What the database has after an operation that needs no rebuild.
    mutating func apply(_ operation: MigrationOperation, naming: NamingConvention) {
        switch operation {
        case .createTable(let table): tables.append(table.named(by: naming))
        case .dropTable(let table): tables.removeAll { $0.key == table.key }
        case .renameTable(let table, let name): renameTable(table, to: name)
        case .renameColumn(let column, let table, let name): renameColumn(column, of: table, to: name)
        case .addColumn(let column, let table):
            change(table) { $0.columns.append(column) }
        case .createIndex(let index, let table, _):
            change(table) {
                $0.indexes.append(index)
                $0 = $0.named(by: naming)
            }
        case .dropIndex(let index, let table, _):
            let name = CreateIndex(index, on: table.name, naming: naming).index.name
            change(table) { $0.indexes.removeAll { $0.name == name } }
        default: break
        }
    }

    private mutating func change(_ table: TableName, _ body: (inout Table) -> Void) {
        guard let place = tables.firstIndex(where: { $0.key == table }) else { return }
        body(&tables[place])
    }
}
