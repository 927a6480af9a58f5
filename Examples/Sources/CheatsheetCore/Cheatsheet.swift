import Cinnabar
import ExampleSupport

/// The cheat sheet's engine and Core sections, in its order; the SQL is echoed.
public func runCheatsheet() async throws {
    let database = try ExampleDatabase.open(echo: true)
    do {
        try await runCheatsheet(on: database.engine)
        await database.close()
    } catch {
        await database.close()
        throw error
    }
}

/// Also run by the tests, on every database.
public func runCheatsheet(on engine: AsyncEngine) async throws {
    try await section("Engine and connection") { try await connect(engine) }
    try await section("Create tables") { try await createTables(engine) }
    try await section("Create") { try await create(engine) }
    try await section("Read") { try await read(engine) }
    try await section("Joins, groups, subqueries") { try await combine(engine) }
    try await section("Update") { try await change(engine) }
    try await section("Delete") { try await remove(engine) }
    try await section("Events") { try await listen(engine) }
    try await section("Raw SQL") { try await rawSQL(engine) }
    try await section("Troubleshooting") { try await troubleshoot(engine) }
    try await engine.dropAll(schema)
}

private func section(_ title: String, _ body: () async throws -> Void) async throws {
    print("\n-- \(title)")
    try await body()
}

/// What an answer should have been.
public struct WrongAnswer: Error {
    let what: String
    let found: String
}

func expect<Value: Equatable>(_ what: String, _ found: Value, _ expected: Value) throws {
    guard found == expected else { throw WrongAnswer(what: what, found: "\(found), not \(expected)") }
    print("\(what): \(found)")
}
