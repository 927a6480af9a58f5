import Cinnabar

extension ObjectIndex {
    /// The packages that most others depend on.
    static func mostNeeded(_ count: Int = 5) -> Select<Package, Int> {
        let dependents = Fn.count(Dependency.packageID, distinct: true).label("dependents")
        return select(Package.entity, dependents)
            .join(Package.dependents.where(Dependency.kind.in(Dependency.hard)))
            .groupBy(Package.id)
            .order(by: dependents.descending, Package.name)
            .limit(count)
    }

    /// Sections with their number of packages and their size in KiB, largest first.
    static func sizeBySection(_ count: Int = 5) -> Select<Section, Int, Int?> {
        let size = Fn.sum(Package.installedSize).label("size")
        return select(Section.entity, Fn.count(Package.id), size)
            .join(Section.packages)
            .groupBy(Section.id)
            .order(by: size.descending, Section.name)
            .limit(count)
    }

    /// Who looks after most packages, and how large they are on average.
    static func busiestMaintainers(_ count: Int = 3) -> Select<Maintainer, Int, Double?> {
        let packages = Fn.count(Package.id).label("packages")
        return select(Maintainer.entity, packages, Fn.avg(Package.installedSize))
            .join(Maintainer.packages)
            .groupBy(Maintainer.id)
            .having(Fn.count(Package.id) > 1)
            .order(by: packages.descending, Maintainer.name)
            .limit(count)
    }

    /// The package with the most dependencies of its own.
    static func mostNeeding() -> Select<Package> {
        select(Package.self)
            .join(Package.dependencies)
            .groupBy(Package.id)
            .order(by: Fn.count(Dependency.targetID).descending, Package.name)
            .limit(1)
    }

    /// Everything that a package needs, directly or not: a recursive CTE finds the keys, objects come back.
    static func needs(of name: String) -> Select<Package> {
        let tree = select(Dependency.targetID)
            .join(Dependency.package)
            .where(Package.name == name && Dependency.kind.in(Dependency.hard))
            .recursiveCTE("tree", all: false) { tree in
                select(Dependency.targetID)
                    .join(tree, on: Dependency.packageID == tree.column("target_id", as: Int.self))
                    .where(Dependency.kind.in(Dependency.hard))
            }
        return select(Package.self)
            .where(Package.id.in(select(tree.column("target_id", as: Int.self)).from(tree)))
            .order(by: Package.installedSize.descending, Package.name)
    }

    /// How many packages nobody depends on or recommends.
    static func orphans() -> Select<Int> {
        select(Fn.count(Package.id)).where(!Package.dependents.any())
    }
}

extension Dependency {
    /// Without these a package does not work.
    static let hard = ["depends", "pre-depends"]
}
