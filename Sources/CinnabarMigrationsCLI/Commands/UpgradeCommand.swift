import ArgumentParser
import CinnabarEngine
import CinnabarMigrations

struct UpgradeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "upgrade", abstract: "Brings the database up to a target; head by default.")

    @OptionGroup var options: DatabaseOptions
    @Argument(help: "A TARGET; with --sql also a range: from:to.", transform: { try RevisionRange($0) })
    var target: RevisionRange = RevisionRange(to: .head)
    @Flag(help: "Print the SQL instead, without a database: from the base unless the range says otherwise.")
    var sql = false
    @Flag(help: "Print what would run on this database.")
    var dryRun = false

    func run() async throws {
        let context = try CommandContext.required()
        if sql { return context.terminal.line(try await context.script(options).upgrade(target)) }
        guard target.start == nil else {
            throw MigrationError(
                .unknownTarget, "a range needs no start on a database, which knows where it is",
                nextStep: "give the end alone, or --sql")
        }
        let files = context.files
        try await context.withMigrator(options) { migrator in
            if dryRun {
                let plan = try await migrator.planUpgrade(to: target.end, snapshot: { try files.snapshot($0) })
                return context.terminal.line(plan.revisions.isEmpty ? "nothing to do" : plan.sql)
            }
            if try await migrator.upgrade(to: target.end).isEmpty { context.terminal.line("nothing to do") }
        }
    }
}

struct DowngradeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "downgrade", abstract: "Takes back what comes after a target.")

    @OptionGroup var options: DatabaseOptions
    @Argument(parsing: .allUnrecognized, help: "A TARGET: an id, -1 or base; with --sql a range: from:to.")
    var target: [String]
    @Flag(help: "Print the SQL instead, without a database.")
    var sql = false
    @Flag(help: "Print what would run on this database.")
    var dryRun = false
    @Flag(name: .shortAndLong, help: "Do not ask before data is lost.")
    var yes = false

    func run() async throws {
        let context = try CommandContext.required()
        guard let text = target.first, target.count == 1 else {
            throw ValidationError("one target is wanted: an id, -1 or base")
        }
        let target = try RevisionRange(text)
        if sql { return context.terminal.line(try await context.script(options).downgrade(target)) }
        let files = context.files
        try await context.withMigrator(options) { migrator in
            if dryRun {
                let plan = try await migrator.planDowngrade(to: target.end, snapshot: { try files.snapshot($0) })
                return context.terminal.line(plan.revisions.isEmpty ? "nothing to do" : plan.sql)
            }
            guard try await isWanted(target.end, migrator, context.terminal) else {
                context.terminal.line("nothing was done")
                throw ExitCode.failure
            }
            if try await migrator.downgrade(to: target.end).isEmpty { context.terminal.line("nothing to do") }
        }
    }

    /// Whether data may be lost; asked where somebody is there to answer.
    private func isWanted(_ target: RevisionTarget, _ migrator: Migrator, _ terminal: Terminal) async throws -> Bool {
        guard !yes, let ask = terminal.ask else { return true }
        let applied = Set(try await migrator.applied().map(\.id))
        let path = try migrator.graph.downgradePath(from: applied, to: target)
        let losses = try path.flatMap { try $0.wayBack() }.compactMap(\.loss)
        guard !losses.isEmpty else { return true }
        for loss in losses { terminal.line(terminal.coloured("LOSES DATA: \(loss)", .red)) }
        return ["y", "yes"].contains((ask("Go on? [y/N]") ?? "").lowercased())
    }
}

extension CommandContext {
    func script(_ options: DatabaseOptions) async throws -> MigrationScript {
        let files = files
        return MigrationScript(
            graph: try graph, dialect: try await dialect(options), configuration: tool.configuration,
            snapshot: { try files.snapshot($0) })
    }
}
