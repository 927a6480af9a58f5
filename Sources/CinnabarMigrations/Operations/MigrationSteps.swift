public import CinnabarSQL

/// What a revision does, written down step by step: calls record operations, nothing runs yet.
///
/// ```swift
/// upgrade: { steps in
///     steps.addColumn(ColumnDefinition(name: "email", type: .text, isNullable: true), to: "users")
///     steps.execute("UPDATE users SET email = name || '@example.org'", reverse: "SELECT 1")
///     steps.createIndex(Index([.column("email")], name: "ix_users_email"), on: "users", concurrently: true)
/// }
/// ```
/// See Alembic's "Operation Reference".
public struct MigrationSteps: Sendable {
    public private(set) var operations: [MigrationOperation] = []

    public init() {}

    public mutating func append(_ operation: MigrationOperation) { operations.append(operation) }

    public mutating func createSchema(_ name: String) { append(.createSchema(name)) }
    public mutating func dropSchema(_ name: String) { append(.dropSchema(name)) }

    /// The table with its constraints, indexes and comments.
    public mutating func createTable(_ table: Table) { append(.createTable(table)) }
    /// - Parameter table: all of it, so that the step can be taken back.
    public mutating func dropTable(_ table: Table) { append(.dropTable(table)) }
    public mutating func renameTable(_ table: TableName, to name: String) { append(.renameTable(table, to: name)) }

    public mutating func addColumn(_ column: ColumnDefinition, to table: TableName) {
        append(.addColumn(column, to: table))
    }
    /// - Parameter column: all of it, so that the step can be taken back.
    public mutating func dropColumn(_ column: ColumnDefinition, of table: TableName) {
        append(.dropColumn(column, of: table))
    }
    /// Changes type, NOT NULL, default or identity of a column.
    ///
    /// - Parameter using: the value for existing rows when the type changes, written as it is; a cast if nil.
    public mutating func alterColumn(
        _ old: ColumnDefinition, to new: ColumnDefinition, of table: TableName, using: String? = nil
    ) {
        append(.alterColumn(old, to: new, of: table, using: using))
    }
    public mutating func renameColumn(_ column: String, of table: TableName, to name: String) {
        append(.renameColumn(column, of: table, to: name))
    }

    public mutating func addConstraint(_ constraint: Constraint, to table: TableName) {
        append(.addConstraint(constraint, to: table))
    }
    public mutating func dropConstraint(_ constraint: Constraint, of table: TableName) {
        append(.dropConstraint(constraint, of: table))
    }
    public mutating func renameConstraint(_ constraint: Constraint, of table: TableName, to name: String) {
        append(.renameConstraint(constraint, of: table, to: name))
    }

    /// - Parameter concurrently: whether writes go on meanwhile (PostgreSQL): the step stands outside of the
    ///   transaction then.
    public mutating func createIndex(_ index: Index, on table: TableName, concurrently: Bool = false) {
        append(.createIndex(index, on: table, concurrently: concurrently))
    }
    public mutating func dropIndex(_ index: Index, of table: TableName, concurrently: Bool = false) {
        append(.dropIndex(index, of: table, concurrently: concurrently))
    }
    public mutating func renameIndex(_ index: Index, of table: TableName, to name: String) {
        append(.renameIndex(index, of: table, to: name))
    }

    public mutating func createEnum(_ type: EnumType) { append(.createEnum(type)) }
    public mutating func dropEnum(_ type: EnumType) { append(.dropEnum(type)) }
    public mutating func alterEnum(
        _ old: EnumType, to new: EnumType, renaming: [String: String] = [:], uses: [ColumnName]
    ) {
        append(.alterEnum(EnumChange(from: old, to: new, renaming: renaming, uses: uses)))
    }
    public mutating func renameEnum(_ type: EnumType, to name: String, uses: [ColumnName]) {
        append(.renameEnum(type, to: name, uses: uses))
    }

    public mutating func createSequence(_ sequence: SequenceDefinition) { append(.createSequence(sequence)) }
    public mutating func dropSequence(_ sequence: SequenceDefinition) { append(.dropSequence(sequence)) }

    public mutating func setComment(
        _ comment: String?, was old: String? = nil, on table: TableName, column: String? = nil
    ) {
        append(.setComment(comment, was: old, on: table, column: column))
    }

    /// Rows that belong to the schema, such as the entries of a table of kinds.
    public mutating func insert(into table: TableName, columns: [String], rows: [[SQLValue]]) {
        append(.insert(RowsInsert(into: table, columns: columns, rows: rows)))
    }

    /// SQL of your own, written as it is: a statement, or a script of several (see `SQLScript`).
    ///
    /// - Parameters:
    ///   - reverse: what takes it back.
    ///   - transactional: false for VACUUM and their kin, which refuse to run in a transaction: one statement then.
    public mutating func execute(_ sql: String, reverse: String? = nil, transactional: Bool = true) {
        append(.execute(SQLStep(["": sql], reverse: reverse.map { ["": $0] }, isTransactional: transactional)))
    }

    /// SQL for each database, as above; one that is not named does nothing.
    public mutating func execute(
        postgreSQL: String? = nil, sqlite: String? = nil, mySQL: String? = nil, transactional: Bool = true
    ) {
        var texts: [String: String] = [:]
        texts["postgresql"] = postgreSQL
        texts["sqlite"] = sqlite
        texts["mysql"] = mySQL
        append(.execute(SQLStep(texts, isTransactional: transactional)))
    }

    /// Swift code with the revision's connection: for data that SQL alone cannot move.
    public mutating func run(_ name: String, _ body: @escaping CodeStep.Body) { append(.run(CodeStep(name, body))) }
}
