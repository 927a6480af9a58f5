import Cinnabar

/// The index on Core: tables, statements and tuples.
public struct TableIndex: PackageIndex {
    let engine: AsyncEngine

    public init(_ engine: AsyncEngine) { self.engine = engine }

    public func load(_ packages: [DebianPackage]) async throws -> ImportCounts {
        try await engine.dropAll(tableSchema)
        try await engine.createAll(tableSchema)
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
            let edges = Edge.all(of: packages)
            try await connection.execute(
                insert(
                    Dependencies.self, Dependencies.packageID, Dependencies.targetID, Dependencies.kind,
                    Dependencies.constraint
                ).values(edges.map { ($0.package + 1, $0.target + 1, $0.kind, $0.constraint) }))
            return ImportCounts(
                packages: packages.count, maintainers: maintainers.count, sections: sections.count,
                dependencies: edges.count)
        }
    }

    public func drop() async throws { try await engine.dropAll(tableSchema) }

    public func answers() async throws -> Answers {
        var answers = Answers()
        answers.mostNeeded = try await mostNeeded()
        answers.sections = try await engine.execute(Self.sizeBySection()).map {
            Answers.Section(name: $0, packages: $1, size: $2 ?? 0)
        }
        answers.maintainers = try await engine.execute(Self.busiestMaintainers()).map {
            Answers.Maintainer(name: $0, packages: $1, averageSize: Int($2 ?? 0))
        }
        answers.largest = try await engine.execute(Self.largestOfEachSection()).map {
            Answers.Largest(section: $0, package: $1, size: $2)
        }
        if let name = try await engine.execute(Self.mostNeeding()).first() {
            answers.mostNeeding = name
            answers.needs = try await needs(of: name)
        }
        answers.orphans = try await orphans()
        return answers
    }

    public func mostNeeded() async throws -> [Answers.Needed] {
        try await engine.execute(Self.mostNeeded()).map { Answers.Needed(name: $0, dependents: $1) }
    }

    public func needs(of name: String) async throws -> [String] {
        try await engine.execute(Self.needs(of: name)).map(\.0)
    }

    public func orphans() async throws -> Int { try await engine.scalar(Self.orphans()) }

    private func numbered(_ names: [String]) -> [String: Int] {
        Dictionary(uniqueKeysWithValues: Set(names).sorted().enumerated().map { ($1, $0 + 1) })
    }
}
