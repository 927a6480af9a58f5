import Cinnabar

// What one can ask the index. Each question is one statement.
extension TableIndex {
    /// The packages that most others depend on.
    static func mostNeeded(_ count: Int = 5) -> Select<String, Int> {
        let dependents = Fn.count(Dependencies.packageID, distinct: true).label("dependents")
        return select(Packages.name, dependents)
            .join(Dependencies.self, on: Dependencies.targetID == Packages.id)
            .where(Dependencies.kind.in(["depends", "pre-depends"]))
            .groupBy(Packages.name)
            .order(by: dependents.descending, Packages.name)
            .limit(count)
    }

    /// Sections with their number of packages and their size in KiB, largest first.
    static func sizeBySection(_ count: Int = 5) -> Select<String, Int, Int?> {
        let size = Fn.sum(Packages.installedSize).label("size")
        return select(Sections.name, Fn.count(Packages.id), size)
            .join(Packages.self, on: Packages.sectionID == Sections.id)
            .groupBy(Sections.name)
            .order(by: size.descending, Sections.name)
            .limit(count)
    }

    /// Who looks after most packages, and how large they are on average.
    static func busiestMaintainers(_ count: Int = 3) -> Select<String, Int, Double?> {
        let packages = Fn.count(Packages.id).label("packages")
        return select(Maintainers.name, packages, Fn.avg(Packages.installedSize))
            .join(Packages.self, on: Packages.maintainerID == Maintainers.id)
            .groupBy(Maintainers.name)
            .having(Fn.count(Packages.id) > 1)
            .order(by: packages.descending, Maintainers.name)
            .limit(count)
    }

    /// The largest package of each section, by a window function.
    static func largestOfEachSection(_ count: Int = 5) -> Select<String, String, Int> {
        let rank = Fn.rowNumber().over(
            partitionBy: [Packages.sectionID], orderBy: [Packages.installedSize.descending, Packages.name])
        let ranked = select(Sections.name, Packages.name, Packages.installedSize, rank.label("rank"))
            .join(Packages.self, on: Packages.sectionID == Sections.id)
            .subquery("ranked")
        let (section, name, size, position) = ranked.columns
        return select(section, name, size).from(ranked).where(position == 1)
            .order(by: size.descending, name).limit(count)
    }

    /// Everything that a package needs, directly or not, by a recursive CTE.
    static func needs(of name: String) -> Select<String, Int> {
        let tree = select(Dependencies.targetID)
            .join(Packages.self, on: Packages.id == Dependencies.packageID)
            .where(Packages.name == name)
            .where(Dependencies.kind.in(["depends", "pre-depends"]))
            .recursiveCTE("tree", all: false) { tree in
                select(Dependencies.targetID)
                    .join(tree, on: Dependencies.packageID == tree.column("target_id", as: Int.self))
                    .where(Dependencies.kind.in(["depends", "pre-depends"]))
            }
        return select(Packages.name, Packages.installedSize)
            .where(Packages.id.in(select(tree.column("target_id", as: Int.self)).from(tree)))
            .order(by: Packages.installedSize.descending, Packages.name)
    }

    /// The package with the most dependencies of its own.
    static func mostNeeding() -> Select<String> {
        select(Packages.name)
            .join(Dependencies.self, on: Dependencies.packageID == Packages.id)
            .groupBy(Packages.name)
            .order(by: Fn.count(Dependencies.targetID).descending, Packages.name)
            .limit(1)
    }

    /// How many packages nobody depends on or recommends.
    static func orphans() -> Select<Int> {
        select(Fn.count()).from(Packages.self).where(
            notExists(select(Dependencies.packageID).where(Dependencies.targetID == Packages.id)))
    }
}
