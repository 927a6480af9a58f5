/// A statement that cannot be written as SQL: a dialect lacks a feature, or its parts do not fit.
public struct CompileError: Error, Sendable, Hashable, CustomStringConvertible {
    public let message: String
    /// The dialect that lacks the feature, when that is the reason.
    public let dialect: String?
    /// What to write instead.
    public let alternative: String?

    public init(_ message: String, dialect: String? = nil, alternative: String? = nil) {
        self.message = message
        self.dialect = dialect
        self.alternative = alternative
    }

    /// `SQLite has no DISTINCT ON: use …`
    public static func unsupported(_ feature: String, by dialect: String, instead alternative: String) -> Self {
        Self("\(dialect) has no \(feature)", dialect: dialect, alternative: alternative)
    }

    public var description: String {
        alternative.map { "\(message): \($0)" } ?? message
    }
}
