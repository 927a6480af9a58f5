import Cinnabar

/// Who looks after packages.
@Model("maintainers")
final class Maintainer {
    @PrimaryKey var id: Int?
    @Column(.varchar(255), unique: true) var name: String
    @Relationship var packages: Many<Package>
}

/// What packages are for: `libs`, `admin`, …
@Model("sections")
final class Section {
    @PrimaryKey var id: Int?
    @Column(.varchar(100), unique: true) var name: String
    @Relationship var packages: Many<Package>
}

@Model("packages")
final class Package {
    #Unique(\Package.name, \Package.architecture)
    #Check("installed_size >= 0", name: "size_not_negative")

    @PrimaryKey var id: Int?
    @Column(.varchar(255), index: true) var name: String
    @Column(.varchar(255)) var version: String
    @Column(.varchar(50)) var architecture: String
    /// In KiB, as the package says.
    var installedSize: Int
    var essential: Bool = false
    var summary: String?
    @Column(index: true) @ForeignKey(\Section.id) var sectionID: Int?
    @Column(index: true) @ForeignKey(\Maintainer.id) var maintainerID: Int?

    @Relationship var section: One<Section>
    @Relationship var maintainer: One<Maintainer>
    /// What it needs, and who needs it.
    @Relationship(foreignKey: \Dependency.packageID, cascade: [.all]) var dependencies: Many<Dependency>
    @Relationship(foreignKey: \Dependency.targetID, cascade: [.all]) var dependents: Many<Dependency>
}

/// That a package needs another, perhaps in some version: the link between the two, with columns of its own.
@Model("dependencies")
final class Dependency {
    @PrimaryKey @ForeignKey(\Package.id, onDelete: .cascade) var packageID: Int?
    @PrimaryKey @Column(index: true) @ForeignKey(\Package.id, onDelete: .cascade) var targetID: Int?
    @PrimaryKey @Column(.varchar(20)) var kind: String
    /// `>= 2.34`; nil for any version.
    @Column(.varchar(100), name: "version_constraint") var constraint: String?

    @Relationship(foreignKey: \Dependency.packageID) var package: One<Package>
    @Relationship(foreignKey: \Dependency.targetID) var target: One<Package>
}

let objectSchema = MetaData(Package.self)
