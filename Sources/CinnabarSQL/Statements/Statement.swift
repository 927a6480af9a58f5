/// Anything that can be sent to a database: a plain value, made without one.
///
/// A statement of your own writes itself with a `SQLWriter`.
public protocol Statement<Output>: Sendable {
    /// What one row becomes; `Never` where no rows come back.
    associatedtype Output: Sendable

    var decoder: RowDecoder<Output> { get }

    /// Whether rows come back.
    var returnsRows: Bool { get }

    /// Writes the SQL and the binds for the writer's dialect.
    ///
    /// - Throws: `CompileError` where the dialect lacks a feature.
    func write(to writer: inout SQLWriter) throws

    /// Says what the statement looks like and hands over its binds, in less time than writing it takes.
    ///
    /// - Returns: false, the default, where the statement must be written to know.
    func describe(to shape: inout StatementShape) -> Bool

    /// Many rows for one insert, where a database has a faster road than one long statement; nil for all others.
    var bulkInsert: BulkInsert? { get }

    /// What an object layer has to do beside running the statement; none by default.
    var options: [any SelectOption] { get }
}

extension Statement {
    @inlinable public var bulkInsert: BulkInsert? { nil }
    public var options: [any SelectOption] { [] }
    public func describe(to shape: inout StatementShape) -> Bool { false }
}

extension Statement where Output == Never {
    public var decoder: RowDecoder<Never> { RowDecoder { _, _ in } }
    public var returnsRows: Bool { false }
}
