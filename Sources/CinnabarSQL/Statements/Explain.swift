/// Asks the database how it would run a statement.
///
/// ```swift
/// let plan = try await engine.execute(explain(select(User.self).where(User.age > 18))).all()
/// ```
/// - Parameter analyze: also runs it (PostgreSQL), with times and row counts.
public func explain<S: Statement>(_ statement: S, analyze: Bool = false) -> ExplainStatement<S> {
    ExplainStatement(statement: statement, analyze: analyze)
}

public struct ExplainStatement<Explained: Statement>: Statement {
    public typealias Output = Row

    let statement: Explained
    let analyze: Bool

    public var decoder: RowDecoder<Row> { .rows }
    public var returnsRows: Bool { true }

    public func write(to writer: inout SQLWriter) throws {
        writer.append(try writer.dialect.explainPrefix(analyze: analyze))
        writer.top = writer.count
        try statement.write(to: &writer)
        // An analyzed write does write.
        if !analyze { writer.intent = .read }
    }
}
