// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that who uses Cinnabar never resolves or builds it.
let package = Package(
    name: "benchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "cinnabar", path: "..")],
    targets: [
        // What a C programmer would write, on the same client libraries.
        .target(name: "CBaseline", linkerSettings: [.linkedLibrary("sqlite3"), .linkedLibrary("pq")]),
        .executableTarget(
            name: "benchmarks",
            dependencies: [
                "CBaseline",
                .product(name: "Cinnabar", package: "cinnabar"),
                .product(name: "CinnabarSQLite", package: "cinnabar"),
                .product(name: "CinnabarPostgreSQL", package: "cinnabar"),
                .product(name: "CinnabarTesting", package: "cinnabar"),
            ]),
        // The hot paths, whose instructions are counted.
        .executableTarget(
            name: "hot-paths",
            dependencies: [
                .product(name: "Cinnabar", package: "cinnabar"),
                .product(name: "CinnabarSQLite", package: "cinnabar"),
                .product(name: "CinnabarTesting", package: "cinnabar"),
            ]),
        // Measured by how long it takes to compile, and by its size.
        .executableTarget(
            name: "queries-cinnabar",
            dependencies: [
                .product(name: "Cinnabar", package: "cinnabar"),
                .product(name: "CinnabarSQLite", package: "cinnabar"),
            ]),
    ],
    swiftLanguageModes: [.v6])
