public import CinnabarSQL

/// SQL text in its statements, parted where `psql` and `sqlite3` part it.
///
/// ```swift
/// let script = try SQLScript(text, dialect: engine.dialect)
/// for statement in script.statements { print(statement) }
/// ```
/// A semicolon ends a statement, but not within strings, quoted names, comments, dollar quotes (`$tag$ … $tag$`),
/// parentheses, the body of a trigger (SQLite) or of a function in standard SQL (`BEGIN ATOMIC … END`, PostgreSQL).
/// Pieces with nothing but comments are left out. Commands of the shells (`\d`, `.tables`) are no SQL.
public struct SQLScript: Sendable, Hashable {
    /// Without the semicolons behind them, with their comments.
    public let statements: [String]

    /// - Throws: `CompileError` for a string, name or comment that is not closed, and for a NUL.
    public init(_ text: String, dialect: any Dialect) throws(CompileError) {
        try self.init(bytes: Array(text.utf8), dialect)
    }

    /// The text of a file.
    ///
    /// - Throws: also for bytes that are not UTF-8; a mark of the byte order is skipped.
    public init(utf8 bytes: some Sequence<UInt8>, dialect: any Dialect) throws(CompileError) {
        let bytes = Array(bytes)
        guard String(validating: bytes, as: UTF8.self) != nil else {
            throw CompileError(
                "the script is not UTF-8", dialect: dialect.name, alternative: "save it as UTF-8 and read it again")
        }
        try self.init(bytes: bytes, dialect)
    }

    private init(bytes: [UInt8], _ dialect: any Dialect) throws(CompileError) {
        var scanner = SQLScriptScanner(bytes, isPostgreSQL: dialect.name.lowercased() == "postgresql")
        do throws(SQLScriptScanner.Problem) { statements = try scanner.statements() } catch {
            let line = bytes[..<error.place].count { $0 == UInt8(ascii: "\n") } + 1
            throw CompileError(
                "the script has \(error.what) at line \(line)", dialect: dialect.name, alternative: error.advice)
        }
    }
}
