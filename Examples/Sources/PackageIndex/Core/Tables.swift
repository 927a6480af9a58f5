import Cinnabar

/// Who looks after packages.
enum Maintainers: TypedTable {
    static let tableName = "maintainers"
    static let id = Column<Maintainers, Int>("id", primaryKey: true)
    static let name = Column<Maintainers, String>("name", .varchar(255), unique: true)
    static let table = Table(Maintainers.self, id, name)
}

/// What packages are for: `libs`, `admin`, …
enum Sections: TypedTable {
    static let tableName = "sections"
    static let id = Column<Sections, Int>("id", primaryKey: true)
    static let name = Column<Sections, String>("name", .varchar(100), unique: true)
    static let table = Table(Sections.self, id, name)
}

enum Packages: TypedTable {
    static let tableName = "packages"
    static let id = Column<Packages, Int>("id", primaryKey: true)
    static let name = Column<Packages, String>("name", .varchar(255), index: true)
    static let version = Column<Packages, String>("version", .varchar(255))
    static let architecture = Column<Packages, String>("architecture", .varchar(50))
    /// In KiB, as the package says.
    static let installedSize = Column<Packages, Int>("installed_size")
    static let essential = Column<Packages, Bool>("essential", serverDefault: .value(.boolean(false)))
    static let summary = Column<Packages, String?>("summary")
    static let sectionID = Column<Packages, Int>("section_id", index: true, references: .to("sections", "id"))
    static let maintainerID = Column<Packages, Int>("maintainer_id", index: true, references: .to("maintainers", "id"))
    static let table = Table(
        Packages.self, id, name, version, architecture, installedSize, essential, summary, sectionID, maintainerID,
        items: [.unique(["name", "architecture"]), .check("installed_size >= 0", name: "size_not_negative")])
}

/// What a package needs: another package, perhaps in some version.
enum Dependencies: TypedTable {
    static let tableName = "dependencies"
    static let packageID = Column<Dependencies, Int>(
        "package_id", references: .to("packages", "id", onDelete: .cascade))
    static let targetID = Column<Dependencies, Int>(
        "target_id", index: true, references: .to("packages", "id", onDelete: .cascade))
    static let kind = Column<Dependencies, String>("kind", .varchar(20))
    /// `(>= 2.34)`; nil for any version.
    static let constraint = Column<Dependencies, String?>("version_constraint", .varchar(100))
    static let table = Table(
        Dependencies.self, packageID, targetID, kind, constraint,
        items: [.primaryKey(["package_id", "target_id", "kind"])])
}

let tableSchema = MetaData(Maintainers.self, Sections.self, Packages.self, Dependencies.self)
