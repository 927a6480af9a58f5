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
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")

let package = Package(
    name: "cinnabar-blog-server",
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "BlogServer", targets: ["BlogServer"]),
        .executable(name: "blog-server", targets: ["blog-server-tool"]),
        .executable(name: "migrate", targets: ["migrate"]),
    ],
    dependencies: [
        .package(name: "cinnabar", path: "../.."),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.0.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.6.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.0.0"),
    ],
    targets: [
        // With the history of its database: the server must know where its models expect that to be.
        .target(
            name: "BlogServer", dependencies: [cinnabar, migrations, hummingbird, lifecycle],
            exclude: ["Migrations/Snapshots"], swiftSettings: settings),
        // Named apart from the library, which file systems may tell by its case alone.
        .executableTarget(
            name: "blog-server-tool", dependencies: ["BlogServer", cinnabar, sqlite, postgreSQL, hummingbird],
            swiftSettings: settings),
        .executableTarget(
            name: "migrate", dependencies: ["BlogServer", migrationsCLI, sqlite, postgreSQL], swiftSettings: settings),
        .testTarget(
            name: "BlogServerTests",
            dependencies: [
                "BlogServer", cinnabar, migrations, migrationsCLI, sqlite, postgreSQL, testing, hummingbird,
                .product(name: "HummingbirdTesting", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings),
    ],
    swiftLanguageModes: [.v6])
