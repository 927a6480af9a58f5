public import CinnabarSQL

/// One statement of a migration.
public struct MigrationStatement: Sendable {
    /// Empty where the step is code.
    public var sql: String
    public var isTransactional: Bool
    /// The index that the statement makes or drops while writes go on.
    public var concurrentIndex: (name: TableName, creates: Bool)?
    public var code: CodeStep?

    public init(
        sql: String, isTransactional: Bool = true, concurrentIndex: (name: TableName, creates: Bool)? = nil,
        code: CodeStep? = nil
    ) {
        self.sql = sql
        self.isTransactional = isTransactional
        self.concurrentIndex = concurrentIndex
        self.code = code
    }
}
