public import CinnabarEngine

/// Runs the closure and fails when the engine ran more queries meanwhile than it may: keeps N+1 out.
///
/// ```swift
/// try await withQueryBudget(atMost: 3, on: engine) {
///     try await service.homePage()
/// }
/// ```
/// Needs no test framework; `assertQueries` of `CinnabarAssertions` says the same at the caller's line. A batch is one
/// query; BEGIN, COMMIT and savepoints are none.
///
/// - Parameter scope: whose queries count.
/// - Throws: `QueryBudgetError`, whose text lists the queries by shape and call; what the closure throws.
@discardableResult
public func withQueryBudget<Value>(
    atMost limit: Int, on engine: AsyncEngine, counting scope: RecordingScope = .engine,
    _ body: () async throws -> Value
) async throws -> Value {
    let (value, statements) = try await StatementRecorder.recording(engine, scope, body)
    if let error = QueryBudgetError(limit, statements) { throw error }
    return value
}

/// Runs the closure and fails when one shape of statement ran more often than the threshold: N+1, whatever the total.
///
/// ```swift
/// try await detectRepeats(threshold: 5, on: engine) {
///     try await service.homePage()
/// }
/// ```
/// Statements have one shape when they differ in values alone, lists of values and rows of any length included.
///
/// - Parameter scope: whose queries count.
/// - Throws: `RepeatedStatementsError`; what the closure throws.
@discardableResult
public func detectRepeats<Value>(
    threshold: Int = 5, on engine: AsyncEngine, counting scope: RecordingScope = .engine,
    _ body: () async throws -> Value
) async throws -> Value {
    let (value, statements) = try await StatementRecorder.recording(engine, scope, body)
    if let error = RepeatedStatementsError(threshold, statements) { throw error }
    return value
}

/// More queries than allowed.
public struct QueryBudgetError: Error, Sendable, CustomStringConvertible {
    public let limit: Int
    /// What ran, without control statements.
    public let queries: [RecordedStatement]

    /// Nil when the statements are within the limit.
    package init?(_ limit: Int, _ statements: [RecordedStatement]) {
        let queries = statements.filter { !$0.isControl }
        guard queries.count > limit else { return nil }
        self.limit = limit
        self.queries = queries
    }

    public var description: String {
        let queryWord = queries.count == 1 ? "query" : "queries"
        return "\(queries.count) \(queryWord) where at most \(limit) may be:\n\(StatementReport(queries))"
    }
}

/// A statement shape that ran too often.
public struct RepeatedStatementsError: Error, Sendable, CustomStringConvertible {
    public let threshold: Int
    /// The statements of the shapes that ran too often.
    public let queries: [RecordedStatement]

    /// Nil when no shape runs more often than the threshold.
    package init?(_ threshold: Int, _ statements: [RecordedStatement]) {
        let shapes = Dictionary(grouping: statements.filter { !$0.isControl }) { StatementShape($0) }
        let repeated = Set(shapes.filter { $0.value.count > threshold }.keys)
        guard !repeated.isEmpty else { return nil }
        self.threshold = threshold
        queries = statements.filter { !$0.isControl && repeated.contains(StatementShape($0)) }
    }

    public var description: String {
        "statements of one shape ran more than \(threshold) times:\n\(StatementReport(queries))"
    }
}
