/// An index of packages that can be filled and asked: on objects and on tables, with the same answers.
public protocol PackageIndex: Sendable {
    /// Makes the tables anew and fills them in one transaction.
    func load(_ packages: [DebianPackage]) async throws -> ImportCounts

    /// Drops the tables.
    func drop() async throws

    /// Asks every question.
    func answers() async throws -> Answers

    /// The packages that most others depend on.
    func mostNeeded() async throws -> [Answers.Needed]

    /// The names of all that a package needs, directly or not.
    func needs(of name: String) async throws -> [String]

    /// How many packages nobody depends on or recommends.
    func orphans() async throws -> Int
}

public struct ImportCounts: Sendable, Equatable {
    public let packages: Int
    public let maintainers: Int
    public let sections: Int
    public let dependencies: Int
}

/// What the index says of the packages.
public struct Answers: Sendable, Equatable {
    public struct Needed: Sendable, Equatable {
        public let name: String
        public let dependents: Int
    }

    public struct Section: Sendable, Equatable {
        public let name: String
        public let packages: Int
        /// In KiB.
        public let size: Int
    }

    public struct Maintainer: Sendable, Equatable {
        public let name: String
        public let packages: Int
        public let averageSize: Int
    }

    public struct Largest: Sendable, Equatable {
        public let section: String
        public let package: String
        public let size: Int
    }

    public var mostNeeded: [Needed] = []
    public var sections: [Section] = []
    public var maintainers: [Maintainer] = []
    public var largest: [Largest] = []
    public var mostNeeding: String?
    public var needs: [String] = []
    public var orphans = 0
}

/// A dependency between installed packages, by their places in the list.
struct Edge {
    let package: Int
    let target: Int
    let kind: String
    let constraint: String?

    /// The edges between installed packages; what a package provides stands for the package.
    static func all(of packages: [DebianPackage]) -> [Edge] {
        var places: [String: Int] = [:]
        for (index, package) in packages.enumerated() { places[package.name] = index }
        for (index, package) in packages.enumerated() {
            for name in package.provides where places[name] == nil { places[name] = index }
        }
        var edges: [Edge] = []
        for (index, package) in packages.enumerated() {
            var seen: Set<String> = []
            for dependency in package.dependencies {
                guard let target = places[dependency.name], target != index,
                    seen.insert("\(target) \(dependency.kind)").inserted
                else { continue }
                edges.append(
                    Edge(package: index, target: target, kind: dependency.kind, constraint: dependency.constraint))
            }
        }
        return edges
    }
}
