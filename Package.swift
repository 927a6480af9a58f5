// swift-tools-version: 6.2
import CompilerPluginSupport
import PackageDescription

let package = Package(
    name: "cinnabar",
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "Cinnabar", targets: ["Cinnabar"]),
        .library(name: "CinnabarSQLite", targets: ["CinnabarSQLite"]),
        .library(name: "CinnabarPostgreSQL", targets: ["CinnabarPostgreSQL"]),
        .library(name: "CinnabarMigrations", targets: ["CinnabarMigrations"]),
        .library(name: "CinnabarMigrationsCLI", targets: ["CinnabarMigrationsCLI"]),
        .plugin(name: "CinnabarMigrate", targets: ["Migrate"]),
        .library(name: "CinnabarTesting", targets: ["CinnabarTesting"]),
        .library(name: "CinnabarAssertions", targets: ["CinnabarAssertions"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-log", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.1.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.3.0"),
        .package(url: "https://github.com/swiftlang/swift-syntax", "600.0.1"..<"604.0.0"),
    ],
    targets: [
        // System libraries. No pkgConfig: it is evaluated even for consumers who use neither.
        .systemLibrary(name: "CSQLite", providers: [.apt(["libsqlite3-dev"]), .brew(["sqlite"])]),
        .systemLibrary(name: "CLibpq", providers: [.apt(["libpq-dev"]), .brew(["libpq"])]),
        // epoll and eventfd, which Swift's Glibc module leaves out.
        .target(name: "CLinuxEvents"),
        // The runtime's function behind weak references, for the identity map.
        .target(name: "CSwiftRuntime"),

        .target(name: "CinnabarSQL"),
        .target(
            name: "CinnabarEngine",
            dependencies: [
                "CinnabarSQL",
                .target(name: "CLinuxEvents", condition: .when(platforms: [.linux])),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "DequeModule", package: "swift-collections"),
            ]),
        .target(
            name: "CinnabarSQLite",
            dependencies: [
                "CinnabarSQL", "CinnabarEngine", "CSQLite",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "DequeModule", package: "swift-collections"),
            ]),
        .target(
            name: "CinnabarPostgreSQL",
            dependencies: [
                "CinnabarSQL", "CinnabarEngine", "CLibpq",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "DequeModule", package: "swift-collections"),
            ]),
        // The only target that knows swift-syntax; it runs in the compiler, nothing of it is linked into programs.
        .macro(
            name: "CinnabarMacros",
            dependencies: [
                .product(name: "SwiftSyntax", package: "swift-syntax"),
                .product(name: "SwiftSyntaxBuilder", package: "swift-syntax"),
                .product(name: "SwiftSyntaxMacros", package: "swift-syntax"),
                .product(name: "SwiftDiagnostics", package: "swift-syntax"),
                .product(name: "SwiftCompilerPlugin", package: "swift-syntax"),
            ]),
        .target(
            name: "CinnabarORM", dependencies: ["CSwiftRuntime", "CinnabarSQL", "CinnabarEngine", "CinnabarMacros"]),
        .target(name: "Cinnabar", dependencies: ["CinnabarSQL", "CinnabarEngine", "CinnabarORM"]),
        // Depends on a `MetaData`, which is a value of CinnabarSQL, not on the ORM.
        .target(
            name: "CinnabarMigrations",
            dependencies: ["CinnabarSQL", "CinnabarEngine", .product(name: "Logging", package: "swift-log")]),
        .target(
            name: "CinnabarMigrationsCLI",
            dependencies: [
                "CinnabarSQL", "CinnabarEngine", "CinnabarMigrations",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ]),
        .plugin(
            name: "Migrate",
            capability: .command(
                intent: .custom(verb: "migrate", description: "Keeps a database in step with its models."),
                permissions: [
                    .writeToPackageDirectory(reason: "New revisions are source files of the package."),
                    .allowNetworkConnections(scope: .all(), reason: "The database may be on another machine."),
                ])),
        .target(
            name: "CinnabarTesting",
            dependencies: [
                "CinnabarSQL", "CinnabarEngine", "CinnabarORM",
                .product(name: "Logging", package: "swift-log"),
            ]),
        // What needs XCTest and Swift Testing, which a program must not be linked with.
        .target(
            name: "CinnabarAssertions",
            dependencies: [
                "CinnabarSQL", "CinnabarEngine", "CinnabarTesting",
                .product(name: "Logging", package: "swift-log"),
            ]),

        .testTarget(
            name: "CinnabarSQLTests", dependencies: ["CinnabarSQL", "CinnabarSQLite", "CinnabarPostgreSQL"]),
        // What the writer of models writes for the blog of its tests.
        .target(name: "ReflectedModels", dependencies: ["Cinnabar"], path: "Tests/ReflectedModels"),
        .target(name: "PublicModels", dependencies: ["Cinnabar"], path: "Tests/PublicModels"),
        // Whose code belongs to the main actor unless it says otherwise, as in most apps.
        .target(
            name: "MainActorModels", dependencies: ["Cinnabar"], path: "Tests/MainActorModels",
            swiftSettings: [.defaultIsolation(MainActor.self)]),
        .testTarget(
            name: "CinnabarORMTests",
            dependencies: [
                "CinnabarSQL", "CinnabarEngine", "CinnabarORM", "CinnabarSQLite", "CinnabarPostgreSQL",
                "MainActorModels",
                "PublicModels",
            ]),
        .testTarget(
            name: "CinnabarMacrosTests",
            dependencies: [
                "CinnabarMacros",
                .product(name: "SwiftDiagnostics", package: "swift-syntax"),
                .product(name: "SwiftParser", package: "swift-syntax"),
                .product(name: "SwiftSyntax", package: "swift-syntax"),
                .product(name: "SwiftSyntaxBuilder", package: "swift-syntax"),
                .product(name: "SwiftSyntaxMacroExpansion", package: "swift-syntax"),
                .product(name: "SwiftSyntaxMacros", package: "swift-syntax"),
                .product(name: "SwiftSyntaxMacrosTestSupport", package: "swift-syntax"),
            ]),
        // A process that migrates, to be started many times at once and to be killed.
        .executableTarget(
            name: "MigrationWorker",
            dependencies: [
                "CinnabarSQL", "CinnabarEngine", "CinnabarMigrations", "CinnabarSQLite", "CinnabarPostgreSQL",
                .product(name: "Logging", package: "swift-log"),
            ], path: "Tests/MigrationWorker"),
        .testTarget(
            name: "CinnabarMigrationsTests",
            dependencies: [
                "Cinnabar", "CinnabarSQL", "CinnabarEngine", "CinnabarMigrations", "CinnabarMigrationsCLI",
                "CinnabarSQLite", "CinnabarPostgreSQL", "CinnabarTesting", "MigrationWorker", "ReflectedModels",
                .product(name: "Logging", package: "swift-log"),
            ]),
        .testTarget(
            name: "CinnabarEngineTests",
            dependencies: [
                "CinnabarSQL", "CinnabarEngine", "CinnabarORM", "CinnabarTesting", "CinnabarAssertions",
                .product(name: "Logging", package: "swift-log"),
            ]),
        .testTarget(
            name: "CinnabarConformanceTests",
            dependencies: [
                "Cinnabar", "CinnabarSQL", "CinnabarEngine", "CinnabarORM", "CinnabarSQLite", "CinnabarPostgreSQL",
                // URLs are checked against libpq's own parser.
                "CLibpq",
                "CinnabarTesting", "CinnabarAssertions", .product(name: "Logging", package: "swift-log"),
            ]),
    ],
    swiftLanguageModes: [.v6])

for target in package.targets where target.type != .system && target.type != .plugin {
    var settings = target.swiftSettings ?? []
    settings += [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("InferIsolatedConformances"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    ]
    target.swiftSettings = settings
}
