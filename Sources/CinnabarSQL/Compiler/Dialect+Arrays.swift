extension Dialect {
    public func arrayTypes(_ columns: [SQLType], values: [SQLValue]) -> [SQLType]? { nil }

    public func writeArrays(_ types: [SQLType], values: [SQLValue], to writer: inout SQLWriter) throws {
        throw CompileError.unsupported("rows as arrays", by: name, instead: "run the statement for each row")
    }

    public func writeKeysAscend(
        _ key: ColumnDefinition, of table: TableReference, to writer: inout SQLWriter
    ) throws {
        throw CompileError.unsupported("keys in order", by: name, instead: "insert the rows one by one")
    }
}
