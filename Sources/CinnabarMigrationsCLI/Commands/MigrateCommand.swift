import ArgumentParser
import CinnabarMigrations

struct MigrateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate", abstract: "Keeps a database in step with its models.",
        discussion: """
            A TARGET is head, heads, base, a revision's id or its beginning, a label, label@head, +1 or -1.
            The database is what --database names, or DATABASE_URL.
            """,
        subcommands: [
            InitCommand.self, RevisionCommand.self, UpgradeCommand.self, DowngradeCommand.self, CurrentCommand.self,
            HistoryCommand.self, HeadsCommand.self, BranchesCommand.self, ShowCommand.self, StampCommand.self,
            MergeCommand.self, CheckCommand.self, ReflectCommand.self,
        ])

    static func isParserError(_ error: any Error) -> Bool {
        error is ValidationError || error is CleanExit
            || String(reflecting: type(of: error)).hasPrefix("ArgumentParser.")
    }
}

struct DatabaseOptions: ParsableArguments {
    @Option(name: .shortAndLong, help: "The database's URL; DATABASE_URL by default.")
    var database: String?
}
