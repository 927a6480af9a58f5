// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

let package = Package(
    name: "cinnabar-examples",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "cinnabar", path: ".."),
        .package(url: "https://github.com/apple/swift-log", from: "1.6.0"),
    ],
    targets: [
        // Opens the engine that DATABASE_URL names, and measures.
        .target(
            name: "ExampleSupport",
            dependencies: [
                .product(name: "Cinnabar", package: "cinnabar"),
                .product(name: "CinnabarSQLite", package: "cinnabar"),
                .product(name: "CinnabarPostgreSQL", package: "cinnabar"),
                .product(name: "Logging", package: "swift-log"),
            ], swiftSettings: settings),
        // The cheat sheet's engine and Core sections, in its order.
        .target(
            name: "CheatsheetCore", dependencies: ["ExampleSupport", .product(name: "Cinnabar", package: "cinnabar")],
            swiftSettings: settings),
        .executableTarget(
            name: "cheatsheet-core", dependencies: ["CheatsheetCore", "ExampleSupport"], swiftSettings: settings),
        // The machine's package database as tables, and questions about it.
        .target(
            name: "PackageIndex", dependencies: ["ExampleSupport", .product(name: "Cinnabar", package: "cinnabar")],
            resources: [.copy("Resources/status.sample")], swiftSettings: settings),
        .executableTarget(
            name: "package-index", dependencies: ["PackageIndex", "ExampleSupport"], swiftSettings: settings),
        // The README's code, word for word; a test compares the two.
        .target(
            name: "Readme",
            dependencies: [
                .product(name: "Cinnabar", package: "cinnabar"),
                .product(name: "CinnabarSQLite", package: "cinnabar"),
                .product(name: "CinnabarPostgreSQL", package: "cinnabar"),
            ], swiftSettings: settings),
    ],
    swiftLanguageModes: [.v6])
