import Cinnabar
public import CinnabarMigrationsCLI
import CinnabarPostgreSQL
import CinnabarSQLite
import ExampleSupport
import Foundation

/// A history of three revisions, made by its own command line.
public enum MigrationHistory {
    public static let tool = MigrationTool(models, revisions: revisions, drivers: [.sqlite, .postgreSQL])

    /// Up, a change of a model that is found and written down, down and up again; every exit code is checked.
    public static func tour(on database: ExampleDatabase) async throws {
        // What the tool writes goes into a copy of the sources.
        try await withSources { sources in
            func migrate(_ tool: MigrationTool, _ arguments: String..., fails: Bool = false) async throws {
                print("\n$ migrate " + arguments.map { $0.contains(" ") ? "\"\($0)\"" : $0 }.joined(separator: " "))
                let terminal = Terminal(write: { print($0) }, writeError: { print($0) })
                // The history is in the program: the only command here that asks no database.
                let options = arguments == ["history"] ? [] : ["--database", database.url]
                let status = await tool.execute(arguments + options, terminal)
                guard (status != 0) == fails else { throw UnexpectedStatus(command: arguments, status: status) }
            }

            try await migrate(tool, "history")
            try await migrate(tool, "upgrade", "head")
            try await migrate(tool, "current")

            print("\n-- A book gets an ISBN.")
            var books = Book.table
            books.columns.append(ColumnDefinition(name: "isbn", type: .varchar(13), isNullable: true))
            let changed = MigrationTool(
                MetaData(books, Loan.table), revisions: revisions, drivers: [.sqlite, .postgreSQL], directory: sources)
            try await migrate(changed, "check", fails: true)
            try await migrate(changed, "revision", "--autogenerate", "-m", "books have an ISBN")
            print("\n" + (try newest(in: sources + "/Revisions")))

            let title = "The Dispossessed"
            try await database.withEngine { engine in
                _ = try await engine.execute(insert(Book.self).values(Book.title.to(title), Book.copies.to(2)))
            }
            try await migrate(tool, "downgrade", "-1")
            try await migrate(tool, "current")
            try await migrate(tool, "upgrade", "head")
            let kept = try await database.withEngine { engine in try await engine.execute(select(Book.title)).all() }
            guard kept == [title] else { throw LostBooks(kept: kept) }
            print("\n-- The book is still there: \(title)")
            try await migrate(tool, "check")
            try await migrate(tool, "downgrade", "base")
        }
    }
}
