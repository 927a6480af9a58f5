// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

let cinnabar = Target.Dependency.product(name: "Cinnabar", package: "cinnabar")
let sqlite = Target.Dependency.product(name: "CinnabarSQLite", package: "cinnabar")
let postgreSQL = Target.Dependency.product(name: "CinnabarPostgreSQL", package: "cinnabar")
let migrations = Target.Dependency.product(name: "CinnabarMigrations", package: "cinnabar")
let migrationsCLI = Target.Dependency.product(name: "CinnabarMigrationsCLI", package: "cinnabar")
let testing = Target.Dependency.product(name: "CinnabarTesting", package: "cinnabar")

let package = Package(
    name: "cinnabar-examples",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "cheatsheet", targets: ["cheatsheet-tool"]),
        .executable(name: "package-index", targets: ["package-index-tool"]),
        .executable(name: "migration-history", targets: ["migration-history-tool"]),
    ],
    dependencies: [
        .package(name: "cinnabar", path: ".."),
        .package(url: "https://github.com/apple/swift-log", from: "1.6.0"),
    ],
    targets: [
        // Opens the engine that DATABASE_URL names, and measures.
        .target(
            name: "ExampleSupport",
            dependencies: [cinnabar, sqlite, postgreSQL, .product(name: "Logging", package: "swift-log")],
            swiftSettings: settings),
        // SQLAlchemy's cheat sheet, section by section, with its results checked.
        .target(
            name: "Cheatsheet", dependencies: ["ExampleSupport", cinnabar, migrations, sqlite, postgreSQL, testing],
            swiftSettings: settings),
        // The machine's package database as objects and as tables, and questions about it.
        .target(
            name: "PackageIndex", dependencies: ["ExampleSupport", cinnabar],
            resources: [.copy("Resources/status.sample")], swiftSettings: settings),
        // Three revisions made by the command line, and a tour of them.
        .target(
            name: "MigrationHistory",
            dependencies: ["ExampleSupport", cinnabar, migrations, migrationsCLI, sqlite, postgreSQL],
            exclude: ["Snapshots"], swiftSettings: settings),
        // The README's code, word for word; a test compares the two.
        .target(
            name: "Readme", dependencies: [cinnabar, migrations, testing, sqlite, postgreSQL], swiftSettings: settings),

        // Named apart from their libraries, which file systems may tell by their case alone.
        .executableTarget(
            name: "cheatsheet-tool", dependencies: ["Cheatsheet", "ExampleSupport"], swiftSettings: settings),
        .executableTarget(
            name: "package-index-tool", dependencies: ["PackageIndex", "ExampleSupport"], swiftSettings: settings),
        .executableTarget(
            name: "migration-history-tool", dependencies: ["MigrationHistory", "ExampleSupport"],
            swiftSettings: settings),

        .testTarget(
            name: "ExamplesTests",
            dependencies: [
                "Cheatsheet", "PackageIndex", "MigrationHistory", "Readme", "ExampleSupport", cinnabar, testing, sqlite,
                postgreSQL,
            ],
            swiftSettings: settings),
    ],
    swiftLanguageModes: [.v6])
