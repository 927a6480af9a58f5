import ArgumentParser
import CinnabarEngine
import CinnabarMigrations
import CinnabarSQL
import FoundationEssentials

struct ReflectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reflect", abstract: "Writes @Model classes for what the database has.",
        discussion: "Without --output they are printed. What a model cannot say is a comment in its place.")

    @OptionGroup var options: DatabaseOptions
    @Option(name: .shortAndLong, help: "The directory for the files: one for each class, one for the enums.")
    var output: String?
    @Flag(help: "Write over files that are there already.")
    var force = false
    @Option(name: .long, help: "A schema beside the default one; can be given several times.")
    var schema: [String] = []
    @Option(name: .long, help: "A table, and no others; can be given several times.")
    var table: [String] = []
    @Flag(help: "Declare everything public.")
    var `public` = false
    @Flag(help: "Print the schema as JSON instead, in the form of a snapshot.")
    var json = false

    func validate() throws {
        if json, output != nil { throw ValidationError("--json is printed: leave --output away") }
    }

    func run() async throws {
        let context = try CommandContext.required()
        try await context.withEngine(options) { engine in
            let found = try await context.reflect(engine, schemas: schema, tables: Set(table))
            if let missing = table.first(where: { name in !found.tables.contains { $0.name == name } }) {
                throw MigrationError(
                    .configuration, "the database has no table \"\(missing)\"",
                    nextStep: "look at its spelling; tables of other schemas need --schema")
            }
            if json { return context.terminal.line(found.snapshot) }
            let files = ModelSourceWriter(
                found, dialect: engine.dialect, naming: context.tool.metaData.naming, isPublic: `public`
            ).files()
            guard let output else {
                for file in files { context.terminal.line("// \(file.name)\n\n\(file.text)") }
                return
            }
            try write(files, to: output, context)
        }
    }

    /// All of them or, where one would be written over, none.
    private func write(_ files: [(name: String, text: String)], to output: String, _ context: CommandContext) throws {
        let paths = files.map { "\(output)/\($0.name)" }
        if !force, let known = paths.first(where: FileManager.default.fileExists(atPath:)) {
            throw MigrationError(
                .configuration, "there is a file \(known) already",
                nextStep: "name another directory, or give --force to write over it")
        }
        try context.files.make(output)
        for (file, path) in zip(files, paths) {
            try context.files.write(file.text, to: path)
            context.terminal.line(path)
        }
    }
}
