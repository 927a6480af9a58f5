import ArgumentParser
import CinnabarMigrations
import CinnabarSQL

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

extension MigrationTool {
    /// Runs the command that the program's arguments name, and ends the program with 1 where it failed.
    public func run() async {
        let status = await execute(Array(CommandLine.arguments.dropFirst()), Terminal.standard)
        if status != 0 { exit(status) }
    }

    /// Runs one command.
    ///
    /// - Parameter arguments: without the program's name.
    /// - Returns: the exit code: 0 for success, 1 where something is wrong with the history or the database, 64 where
    ///   the arguments are.
    public func execute(_ arguments: [String], _ terminal: Terminal) async -> Int32 {
        await CommandContext.$current.withValue(CommandContext(tool: self, terminal: terminal)) {
            do {
                var command = try MigrateCommand.parseAsRoot(arguments)
                if var command = command as? any AsyncParsableCommand {
                    try await command.run()
                } else {
                    try command.run()
                }
                return 0
            } catch let error as ExitCode {
                return error.rawValue
            } catch let error as MigrationError {
                terminal.writeError(terminal.coloured("error: \(error.message)", .red))
                terminal.writeError("  " + error.nextStep)
                return 1
            } catch  where MigrateCommand.isParserError(error) {
                let text = MigrateCommand.fullMessage(for: error)
                let code = MigrateCommand.exitCode(for: error).rawValue
                if code == 0 { terminal.write(text) } else { terminal.writeError(text) }
                return code
            } catch {
                terminal.writeError(terminal.coloured("error: \(error)", .red))
                return 1
            }
        }
    }
}

/// What the commands of one run share.
struct CommandContext: Sendable {
    let tool: MigrationTool
    let terminal: Terminal

    @TaskLocal static var current: CommandContext?

    static func required() throws -> CommandContext {
        guard let current else {
            throw MigrationError(
                .configuration, "the command knows no database and no revisions",
                nextStep: "run it through MigrationTool.run()")
        }
        return current
    }
}
