// swift-tools-version: 6.2
import PackageDescription

// Beside the benchmarks and not in them, so that scripts/bench builds nothing of a peer.
let package = Package(
    name: "peer-grdb",
    platforms: [.macOS(.v15)],
    dependencies: [.package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0")],
    targets: [
        .executableTarget(name: "peer-grdb", dependencies: [.product(name: "GRDB", package: "GRDB.swift")]),
        // Measured by how long it takes to compile, and by its size.
        .executableTarget(name: "queries-grdb", dependencies: [.product(name: "GRDB", package: "GRDB.swift")]),
    ],
    swiftLanguageModes: [.v6])
