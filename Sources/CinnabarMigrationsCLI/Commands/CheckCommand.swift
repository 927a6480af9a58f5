import ArgumentParser
import CinnabarEngine
import CinnabarMigrations
import CinnabarSQL

struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Fails where models, revisions and database differ: for CI.")

    @OptionGroup var options: DatabaseOptions
    @Flag(help: "Compare the models with the last snapshot only, without a database.")
    var offline = false

    func run() async throws {
        let context = try CommandContext.required()
        let graph = try context.graph
        let head = try graph.head()
        let models = DatabaseSchema(context.tool.metaData)
        let previous = try head.flatMap { try context.files.snapshot($0.id) }
        if let head, let previous, previous.snapshot != models.snapshot {
            throw MigrationError(
                .modelsDiffer, "the models have changed since revision \(head)",
                nextStep: "run `revision --autogenerate -m …`", revision: head.id)
        }
        if head == nil, !models.tables.isEmpty {
            throw MigrationError(
                .modelsDiffer, "there are models and no revision",
                nextStep: "run `revision --autogenerate -m \"first tables\"`")
        }
        guard !offline else { return context.terminal.line("the models and the last revision agree") }
        try await context.withMigrator(options) { migrator in
            try await migrator.verify()
            let comparison = try await context.comparison(migrator.engine, previous)
            let found = comparison.operations()
            guard found.isEmpty else {
                for line in SourceWriter.statements(found, indent: 2) { context.terminal.line(line) }
                throw MigrationError(
                    .modelsDiffer, "the database is not what the models say: \(found.count) differences",
                    nextStep: "run `revision --autogenerate -m …`, or take back what was changed by hand")
            }
        }
        context.terminal.line("the database is at \(head.map(\.description) ?? "base"), and the models agree")
    }
}
