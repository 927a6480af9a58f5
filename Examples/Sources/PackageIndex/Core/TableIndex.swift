import Cinnabar

public struct ImportCounts: Sendable, Equatable {
    public let packages: Int
    public let maintainers: Int
    public let sections: Int
    public let dependencies: Int
}

public enum PackageIndex {
    /// Makes the tables anew and fills them in one transaction.
    public static func load(_ packages: [DebianPackage], into engine: AsyncEngine) async throws -> ImportCounts {
        try await engine.dropAll(schema)
        try await engine.createAll(schema)
        return try await engine.begin { connection in
            let maintainers = numbered(packages.map(\.maintainer))
            let sections = numbered(packages.map(\.section))
            try await connection.execute(
                insert(Maintainers.self, Maintainers.id, Maintainers.name).values(maintainers.map { ($1, $0) }))
            try await connection.execute(
                insert(Sections.self, Sections.id, Sections.name).values(sections.map { ($1, $0) }))
            try await connection.execute(
                insert(
                    Packages.self, Packages.id, Packages.name, Packages.version, Packages.architecture,
                    Packages.installedSize, Packages.essential, Packages.summary, Packages.sectionID,
                    Packages.maintainerID
                ).values(
                    packages.enumerated().map { index, package in
                        (
                            index + 1, package.name, package.version, package.architecture, package.installedSize,
                            package.isEssential, package.summary, sections[package.section, default: 0],
                            maintainers[package.maintainer, default: 0]
                        )
                    }))
            let dependencies = dependencies(of: packages)
            try await connection.execute(
                insert(
                    Dependencies.self, Dependencies.packageID, Dependencies.targetID, Dependencies.kind,
                    Dependencies.constraint
                ).values(dependencies))
            return ImportCounts(
                packages: packages.count, maintainers: maintainers.count, sections: sections.count,
                dependencies: dependencies.count)
        }
    }

    private static func numbered(_ names: [String]) -> [String: Int] {
        Dictionary(uniqueKeysWithValues: Set(names).sorted().enumerated().map { ($1, $0 + 1) })
    }

    /// The edges between installed packages; what a package provides stands for the package.
    private static func dependencies(of packages: [DebianPackage]) -> [(Int, Int, String, String?)] {
        var ids: [String: Int] = [:]
        for (index, package) in packages.enumerated() { ids[package.name] = index + 1 }
        for (index, package) in packages.enumerated() {
            for name in package.provides where ids[name] == nil { ids[name] = index + 1 }
        }
        var edges: [(Int, Int, String, String?)] = []
        for (index, package) in packages.enumerated() {
            var seen: Set<String> = []
            for dependency in package.dependencies {
                guard let target = ids[dependency.name], target != index + 1,
                    seen.insert("\(target) \(dependency.kind)").inserted
                else { continue }
                edges.append((index + 1, target, dependency.kind, dependency.constraint))
            }
        }
        return edges
    }
}
