public import CinnabarSQL

/// One statement of a migration.
public struct MigrationStatement: Sendable {
    /// Empty where the step is code.
    public var sql: String
    public var isTransactional: Bool
    /// The index that the statement makes or drops while writes go on.
    public var concurrentIndex: (name: TableName, creates: Bool)?
    public var code: CodeStep?
    /// Which operations of those that were compiled it belongs to: several where one rebuild of a table does them all.
    public internal(set) var operations: Range<Int> = 0..<0

    public init(
        sql: String, isTransactional: Bool = true, concurrentIndex: (name: TableName, creates: Bool)? = nil,
        code: CodeStep? = nil
    ) {
        self.sql = sql
        self.isTransactional = isTransactional
        self.concurrentIndex = concurrentIndex
        self.code = code
    }

    /// The same statement where the operations were not the first ones of their revision.
    func later(by count: Int) -> MigrationStatement {
        of(operations.lowerBound + count..<operations.upperBound + count)
    }

    func of(_ operations: Range<Int>) -> MigrationStatement {
        var statement = self
        statement.operations = operations
        return statement
    }
}
