/// How one database writes SQL: limits, capabilities, and the hooks where databases differ.
///
/// The writer walks a statement and asks the dialect only for those; everything else is standard SQL.
public protocol Dialect: Sendable {
    /// `PostgreSQL`, `SQLite`: for error messages.
    var name: String { get }
    var capabilities: DialectCapabilities { get }
    /// How many parameters one statement may have.
    var maximumParameters: Int { get }
    /// In bytes of UTF-8; nil for no limit.
    var maximumIdentifierLength: Int? { get }

    /// The usual form of a placeholder, which costs no call.
    var placeholders: PlaceholderStyle { get }
    /// `$1`, `?`, with what a bare placeholder of this value needs around it. Called where the usual form does not do.
    func writePlaceholder(_ number: Int, for value: SQLValue, to writer: inout SQLWriter)
    /// The column type's name, for DDL and casts.
    func typeName(_ type: SQLType) throws -> String
    /// A value as a literal: for DDL and for reading, never for execution.
    func literal(_ value: SQLValue) throws -> String

    func writeIn(_ node: Node, _ values: [SQLValue], elementType: SQLType, negated: Bool, to writer: inout SQLWriter)
        throws
    func writeLike(
        _ node: Node, _ pattern: Node, caseInsensitive: Bool, escape: Bool, negated: Bool, to writer: inout SQLWriter)
        throws
    func writeIsSame(_ left: Node, _ right: Node, negated: Bool, to writer: inout SQLWriter) throws
    func writeNow(to writer: inout SQLWriter)
    func writeExtract(_ field: String, _ node: Node, to writer: inout SQLWriter) throws
    func writeJSON(_ node: Node, path: [Node.JSONPathElement], asText: Bool, to writer: inout SQLWriter) throws
    func writeArray(_ elements: [Node], _ type: SQLType, to writer: inout SQLWriter) throws
    /// `LIMIT … OFFSET …`
    func writeLimit(_ limit: Node?, offset: Node?, to writer: inout SQLWriter) throws
    /// Another name for a function that this database calls otherwise.
    func functionName(_ name: String) -> String
    func explainPrefix(analyze: Bool) throws -> String
    /// Plain rows in the dialect's fastest form; false to take multi-row VALUES.
    func writeBulkValues(_ columns: [String], types: [SQLType], values: [SQLValue], to writer: inout SQLWriter) throws
        -> Bool

    // Rows as arrays; the defaults are in `Dialect+Arrays.swift`.

    /// The element types of columns whose values, row after row, go as one array each; nil where one of them cannot.
    func arrayTypes(_ columns: [SQLType], values: [SQLValue]) -> [SQLType]?
    /// A source of rows made of one array parameter for each column: `unnest($1::BIGINT[], $2::TEXT[])`.
    func writeArrays(_ types: [SQLType], values: [SQLValue], to writer: inout SQLWriter) throws
    /// A condition that holds where rows which are inserted in order get ascending keys.
    func writeKeysAscend(_ key: ColumnDefinition, of table: TableReference, to writer: inout SQLWriter) throws

    // Schema changes; the defaults are in `Dialect+Schema.swift`.

    /// What stands behind DEFAULT for a column of this type.
    func writeDefault(_ value: ServerDefault, type: SQLType, to writer: inout SQLWriter) throws
    /// The type of a column whose numbers the database makes, with how it makes them.
    ///
    /// - Returns: whether the table's primary key was written too, and must not be once more.
    func writeGeneratedColumn(_ column: ColumnDefinition, primaryKey: PrimaryKey?, to writer: inout SQLWriter) throws
        -> Bool
    /// A statement without IF NOT EXISTS of its own, so that it does nothing where the object is there already.
    func ignoringDuplicates(_ sql: String) -> String
}

/// How parameters are written.
public enum PlaceholderStyle: Sendable {
    /// `?`
    case question
    /// `$1`; values of named types are left to `writePlaceholder`.
    case numbered
    /// Always by `writePlaceholder`.
    case custom
}

extension Dialect {
    public var placeholders: PlaceholderStyle { .custom }

    public func writeIsSame(_ left: Node, _ right: Node, negated: Bool, to writer: inout SQLWriter) throws {
        try writer.writeOperand(left, .comparison, strict: true)
        writer.append(negated ? " IS DISTINCT FROM " : " IS NOT DISTINCT FROM ")
        try writer.writeOperand(right, .comparison, strict: true)
    }

    public func writeExtract(_ field: String, _ node: Node, to writer: inout SQLWriter) throws {
        writer.append("EXTRACT(")
        writer.append(field)
        writer.append(" FROM ")
        try writer.write(node)
        writer.append(")")
    }

    public func writeLimit(_ limit: Node?, offset: Node?, to writer: inout SQLWriter) throws {
        if let limit {
            writer.append(" LIMIT ")
            try writer.write(limit)
        }
        if let offset {
            writer.append(" OFFSET ")
            try writer.write(offset)
        }
    }

    public func functionName(_ name: String) -> String { name }

    public func writeBulkValues(
        _ columns: [String], types: [SQLType], values: [SQLValue], to writer: inout SQLWriter
    ) throws -> Bool { false }
}
