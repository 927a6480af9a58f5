import Cinnabar

/// The index on the ORM: objects where they serve, statements where the database counts better.
public struct ObjectIndex: PackageIndex {
    let sessions: AsyncSessionMaker

    public init(_ engine: AsyncEngine) { sessions = AsyncSessionMaker(engine) }

    /// The whole graph goes into a session; one flush finds the order and fills in the keys.
    public func load(_ packages: [DebianPackage]) async throws -> ImportCounts {
        try await sessions.engine.dropAll(objectSchema)
        try await sessions.engine.createAll(objectSchema)
        return try await sessions.begin { session in
            var maintainers: [String: Maintainer] = [:]
            var sections: [String: Section] = [:]
            let objects = packages.map { package in
                let object = Package(
                    package,
                    section: sections.entry(package.section) { Section(name: $0) },
                    maintainer: maintainers.entry(package.maintainer) { Maintainer(name: $0) })
                session.add(object)
                return object
            }
            // What is given to an object of the session is in the session, too.
            for edge in Edge.all(of: packages) {
                objects[edge.package].dependencies.append(
                    Dependency(kind: edge.kind, constraint: edge.constraint, target: objects[edge.target]))
            }
            // Flushes first, as every query does: this is what was stored.
            return ImportCounts(
                packages: try await session.scalar(select(Fn.count(Package.id))),
                maintainers: try await session.scalar(select(Fn.count(Maintainer.id))),
                sections: try await session.scalar(select(Fn.count(Section.id))),
                dependencies: try await session.scalar(select(Fn.count(Dependency.packageID))))
        }
    }

    public func drop() async throws { try await sessions.engine.dropAll(objectSchema) }

    public func answers() async throws -> Answers {
        try await sessions.withSession { session in
            var answers = Answers()
            answers.mostNeeded = try await mostNeeded(session)
            answers.sections = try await session.execute(Self.sizeBySection()).map {
                Answers.Section(name: $0.name, packages: $1, size: $2 ?? 0)
            }
            answers.maintainers = try await session.execute(Self.busiestMaintainers()).map {
                Answers.Maintainer(name: $0.name, packages: $1, averageSize: Int($2 ?? 0))
            }
            answers.largest = try await largestOfEachSection(session)
            if let package = try await session.scalars(Self.mostNeeding()).first() {
                answers.mostNeeding = package.name
                answers.needs = try await session.scalars(Self.needs(of: package.name)).map(\.name)
            }
            answers.orphans = try await session.scalar(Self.orphans())
            return answers
        }
    }

    public func mostNeeded() async throws -> [Answers.Needed] {
        try await sessions.withSession { session in try await mostNeeded(session) }
    }

    public func needs(of name: String) async throws -> [String] {
        try await sessions.withSession { session in try await session.scalars(Self.needs(of: name)).map(\.name) }
    }

    public func orphans() async throws -> Int {
        try await sessions.withSession { session in try await session.scalar(Self.orphans()) }
    }

    private func mostNeeded(_ session: isolated AsyncSession) async throws -> [Answers.Needed] {
        try await session.execute(Self.mostNeeded()).map { Answers.Needed(name: $0.name, dependents: $1) }
    }

    /// Walks the objects: sections with their packages, two statements.
    private func largestOfEachSection(_ session: isolated AsyncSession) async throws -> [Answers.Largest] {
        let sections = try await session.scalars(select(Section.self).options(.selectIn(Section.packages)))
        let largest = try sections.compactMap { section in
            try section.packages.loaded
                .min { ($1.installedSize, $0.name) < ($0.installedSize, $1.name) }
                .map { Answers.Largest(section: section.name, package: $0.name, size: $0.installedSize) }
        }
        return Array(largest.sorted { ($1.size, $0.package) < ($0.size, $1.package) }.prefix(5))
    }
}

extension Package {
    convenience init(_ package: DebianPackage, section: Section, maintainer: Maintainer) {
        self.init(
            name: package.name, version: package.version, architecture: package.architecture,
            installedSize: package.installedSize, essential: package.isEssential, summary: package.summary,
            section: section, maintainer: maintainer)
    }
}

extension Dictionary {
    /// The value of a key, made when it is asked for first.
    fileprivate mutating func entry(_ key: Key, _ make: (Key) -> Value) -> Value {
        if let known = self[key] { return known }
        let value = make(key)
        self[key] = value
        return value
    }
}
