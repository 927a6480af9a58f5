import ArgumentParser
import CinnabarMigrations

struct InitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Makes the directory of the revisions.")

    func run() async throws {
        let context = try CommandContext.required()
        let written = try context.files.create()
        for path in written { context.terminal.line("wrote \(path)") }
        if written.isEmpty { context.terminal.line("\(context.tool.directory) is ready already") }
        context.terminal.line(
            """

            Next:
              1. Exclude the snapshots in Package.swift: .executableTarget(name: "migrate", …, exclude: ["Snapshots"])
              2. migrate revision --autogenerate -m "first tables"
              3. migrate upgrade head
            """)
    }
}
