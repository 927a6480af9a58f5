public import CinnabarEngine
public import CinnabarSQL
public import CinnabarTesting
public import Testing

/// Gives each test of Swift Testing a database of its own: see `temporaryDatabase`.
public struct TemporaryDatabaseTrait: TestTrait, SuiteTrait, TestScoping {
    @TaskLocal fileprivate static var engine: AsyncEngine?

    let url: @Sendable () throws -> String
    let drivers: [DatabaseDriver]
    let schema: MetaData?
    let configuration: EngineConfiguration

    /// Each test of a suite has its own.
    public var isRecursive: Bool { true }

    public func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable @concurrent () async throws -> Void
    ) async throws {
        try await TemporaryDatabase.like(url(), drivers: drivers, creating: schema, configuration: configuration) {
            try await Self.$engine.withValue($0) { try await function() }
        }
    }
}

extension Trait where Self == TemporaryDatabaseTrait {
    /// Gives each test a database of its own, gone after it.
    ///
    /// ```swift
    /// @Test(.temporaryDatabase("sqlite:", drivers: [.sqlite], creating: MetaData(User.self)))
    /// func signUpStoresTheUser() async throws {
    ///     let sessions = AsyncSessionMaker(try TemporaryDatabase.engine)
    ///     …
    /// }
    /// ```
    /// - Parameters:
    ///   - url: as for `TemporaryDatabase.like`; asked for when a test begins. What it throws fails the test.
    ///   - schema: what is created before the test runs; nothing by default.
    public static func temporaryDatabase(
        _ url: @autoclosure @escaping @Sendable () throws -> String, drivers: [DatabaseDriver],
        creating schema: MetaData? = nil, configuration: EngineConfiguration = EngineConfiguration()
    ) -> Self {
        TemporaryDatabaseTrait(url: url, drivers: drivers, schema: schema, configuration: configuration)
    }
}

extension TemporaryDatabase {
    /// The engine of the running test's database.
    ///
    /// - Throws: `DatabaseError` of kind `.misuse` in a test without the trait `.temporaryDatabase`.
    public static var engine: AsyncEngine {
        get throws {
            guard let engine = TemporaryDatabaseTrait.engine else {
                throw DatabaseError(.misuse, "the test has no database: give it the trait .temporaryDatabase(...)")
            }
            return engine
        }
    }
}
