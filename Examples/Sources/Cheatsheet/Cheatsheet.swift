import Cinnabar
import ExampleSupport

/// SQLAlchemy's cheat sheet in Swift, in the sheet's order. Every section checks what it gets.
public struct Cheatsheet: Sendable {
    let database: ExampleDatabase
    let engine: AsyncEngine
    let sessions: AsyncSessionMaker

    /// Runs every section, each on what those before it have left.
    ///
    /// - Throws: `CheatsheetError` where a result is not what the sheet promises; what a section throws.
    public static func run(on database: ExampleDatabase) async throws {
        try await database.withEngine { engine in
            let sheet = Cheatsheet(
                database: database, engine: engine, sessions: AsyncSessionMaker(engine, expireOnCommit: false))
            for section in sections {
                print("\n-- \(section.title)")
                do {
                    try await section.run(sheet)
                } catch {
                    throw CheatsheetError(section: section.title, error)
                }
            }
            try await engine.dropAll(schema)
            try await engine.dropAll(hybridSchema)
        }
    }

    struct Section: Sendable {
        let title: String
        let run: @Sendable (Cheatsheet) async throws -> Void
    }

    static let sections = [
        Section(title: "Engine and connection") { try await engineAndConnection($0.database) },
        Section(title: "Async engine") { try await asyncEngine($0.database) },
        Section(title: "Models") { _ in try models() },
        Section(title: "Create tables") { try await createTables($0.engine) },
        Section(title: "Session setup") { try await sessionSetup($0.engine) },
        Section(title: "Create") { try await create($0.sessions) },
        Section(title: "Read") { try await read($0.sessions) },
        Section(title: "Read: joins and eager loading") { try await readRelated($0.sessions) },
        Section(title: "Read: aggregation, groups, subqueries") { try await readGroups($0.sessions) },
        Section(title: "Update") { try await change($0.sessions) },
        Section(title: "Delete") { try await remove($0.sessions) },
        Section(title: "Configuration: migrations") { try await migrations($0.engine) },
        Section(title: "Events") { try await listen($0.database) },
        Section(title: "Hybrid properties") { try await hybrids($0.engine) },
        Section(title: "Raw SQL") { try await rawSQL($0.sessions) },
        Section(title: "Troubleshooting: objects") { try await troubleshootObjects($0) },
        Section(title: "Troubleshooting: sessions and data") { try await troubleshootSessions($0) },
        Section(title: "Troubleshooting: speed and connections") { try await troubleshootSpeed($0) },
    ]
}
