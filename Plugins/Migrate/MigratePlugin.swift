import Foundation
import PackagePlugin

/// `swift package migrate …`: builds the package's executable `migrate` (or `--product NAME`) and runs it.
@main
struct MigratePlugin: CommandPlugin {
    func performCommand(context: PluginContext, arguments: [String]) async throws {
        var extractor = ArgumentExtractor(arguments)
        let product = extractor.extractOption(named: "product").first ?? "migrate"
        let rest = extractor.remainingArguments
        let executables = context.package.products(ofType: ExecutableProduct.self).map(\.name)
        guard executables.contains(product) else {
            // The program cannot make itself.
            if rest.first == "init" { return try start(context.package.directoryURL, product) }
            throw PluginFailure(
                "the package has no executable \"\(product)\" (it has \(executables.isEmpty ? "none" : executables.joined(separator: ", "))): "
                    + "run `swift package migrate init`, or give --product")
        }
        let build = try packageManager.build(.product(product), parameters: .init(configuration: .debug))
        guard build.succeeded, let program = build.builtArtifacts.first(where: { $0.kind == .executable }) else {
            print(build.logText)
            throw PluginFailure("the executable \"\(product)\" does not build: see above")
        }
        let process = Process()
        process.executableURL = program.url
        process.arguments = rest
        process.currentDirectoryURL = context.package.directoryURL
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw PluginFailure("migrate has failed: see above") }
    }

    /// Writes a program that compiles as soon as its target is in the manifest.
    private func start(_ package: URL, _ product: String) throws {
        let directory = package.appending(path: "Sources/\(product)")
        for name in ["Revisions", "Snapshots"] {
            try FileManager.default.createDirectory(
                at: directory.appending(path: name), withIntermediateDirectories: true)
        }
        let files = [
            "main.swift": """
            import CinnabarMigrationsCLI
            import CinnabarSQL
            import CinnabarSQLite

            // Name your models: MetaData(User.self) follows their relationships.
            await MigrationTool(MetaData(), revisions: revisions, drivers: [.sqlite]).run()

            """,
            "Revisions.swift": """
            // Written by the command line, with every new revision: do not edit.
            import CinnabarMigrations

            /// The history of the database, oldest first.
            let revisions: [Revision] = []

            """,
            "README.md": """
            # Migrations

            - `swift package migrate revision --autogenerate -m "what changes"` writes a revision: read it, then commit it.
            - `swift package migrate upgrade head` brings the database up to date, `downgrade -1` takes the last one back.
            - `swift package migrate current` and `history` show where it is; `check` is for CI.

            SwiftPM asks whether the command may write here and reach the database. Where nobody can answer, in CI, run
            `swift run migrate upgrade`, or allow it before the command's name:
            `swift package --allow-writing-to-package-directory --allow-network-connections all migrate upgrade`.

            `Revisions.swift` and `Snapshots/` are written by the tool and belong into version control.

            """,
        ]
        for (name, text) in files.sorted(by: { $0.key < $1.key }) {
            let file = directory.appending(path: name)
            guard !FileManager.default.fileExists(atPath: file.path) else { continue }
            try Data(text.utf8).write(to: file)
            print("wrote \(file.path)")
        }
        print(
            """

            Add the target to Package.swift, with your models' target beside these:

                .executableTarget(name: "\(product)", dependencies: [
                    .product(name: "CinnabarMigrationsCLI", package: "cinnabar"),
                    .product(name: "CinnabarSQLite", package: "cinnabar"),
                ], exclude: ["README.md", "Snapshots"]),

            Then: swift package migrate revision --autogenerate -m "first tables"
            """)
    }
}

struct PluginFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
