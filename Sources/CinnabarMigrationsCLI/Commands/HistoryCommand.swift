import ArgumentParser
import CinnabarMigrations

struct HistoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history", abstract: "Lists the revisions, newest first.")

    @Argument(help: "A range of them: from:to.", transform: { try RevisionRange($0) })
    var range: RevisionRange = RevisionRange(from: .base, to: .heads)

    func run() async throws {
        let context = try CommandContext.required()
        let graph = try context.graph
        for revision in try graph.range(range).reversed() { context.terminal.line(graph.line(revision)) }
    }
}

struct HeadsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "heads", abstract: "Lists the revisions that nothing comes after.")

    func run() async throws {
        let context = try CommandContext.required()
        let graph = try context.graph
        for revision in graph.heads { context.terminal.line(graph.line(revision)) }
    }
}

struct BranchesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "branches", abstract: "Lists the revisions after which the history parts.")

    func run() async throws {
        let context = try CommandContext.required()
        let graph = try context.graph
        for revision in graph.branchPoints {
            context.terminal.line(graph.line(revision))
            for child in graph.children(of: revision.id) { context.terminal.line("  -> " + graph.line(child)) }
        }
    }
}

struct ShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Shows one revision with its operations.")

    @Argument(
        help: "Its id, the beginning of it, or a label; head by default.", transform: { try RevisionTarget($0) })
    var target: RevisionTarget = .head

    func run() async throws {
        let context = try CommandContext.required()
        let graph = try context.graph
        for revision in graph.heads(of: Set(try graph.upgradePath(from: [], to: target).map(\.id))) {
            context.terminal.line(graph.line(revision))
            context.terminal.line("  checksum \(revision.checksum)")
            for line in SourceWriter.statements(revision.upgrade, indent: 2) { context.terminal.line(line) }
        }
    }
}

struct CurrentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "current", abstract: "Shows where the database is.")

    @OptionGroup var options: DatabaseOptions

    func run() async throws {
        let context = try CommandContext.required()
        try await context.withMigrator(options) { migrator in
            let current = try await migrator.current()
            if current.isEmpty { context.terminal.line("base: nothing was applied") }
            for revision in current { context.terminal.line(migrator.graph.line(revision)) }
            for row in try await migrator.applied() where !row.isApplied {
                let text =
                    "\(row.id) \"\(row.message)\" is \(row.state): \(row.step) operations of its \(row.direction) are done"
                context.terminal.line(context.terminal.coloured(text, .yellow))
            }
            let pending = try await migrator.pending().count
            if pending > 0 { context.terminal.line("\(pending) to go: run `upgrade`") }
        }
    }
}

extension RevisionGraph {
    /// `c3 "emails", after b2 (head, label)`
    func line(_ revision: Revision) -> String {
        var marks = revision.labels
        if children(of: revision.id).isEmpty { marks.insert("head", at: 0) }
        let after = revision.parents.isEmpty ? "" : ", after " + revision.parents.joined(separator: " and ")
        return "\(revision)\(after)" + (marks.isEmpty ? "" : " (\(marks.joined(separator: ", ")))")
    }
}
