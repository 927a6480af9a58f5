/// Says more of a relationship than its type does.
///
/// ```swift
/// @Relationship(foreignKey: \Post.authorID, cascade: [.all, .deleteOrphan], orderBy: .descending(\Post.createdAt))
/// var posts: Many<Post>
/// ```
/// Without it, the one foreign key between the two classes is found. Two relationships over one key are each other's
/// other side.
///
/// - Parameters:
///   - foreignKey: the properties with `@ForeignKey` that the relationship follows, in this class or the other.
///   - cascade: what a session does to related objects.
///   - passiveDeletes: whether the database deletes or unlinks the related rows by itself (`ON DELETE`).
///   - orderBy: the order in which the related objects are loaded.
@attached(peer)
public macro Relationship(
    foreignKey: AnyKeyPath..., cascade: Cascade = .default, passiveDeletes: Bool = false,
    orderBy: RelationshipOrder...
) = #externalMacro(module: "CinnabarMacros", type: "PropertyMarkerMacro")

/// A relationship of many to many, through the class of a link table.
///
/// ```swift
/// @Relationship(through: PostTag.self) var tags: Many<Tag>
/// ```
/// - Parameters:
///   - through: the class that has a foreign key to each of the two.
///   - foreignKey: its foreign key to this class, where there are several.
///   - otherKey: its foreign key to the other.
@attached(peer)
public macro Relationship(
    through: Any.Type, foreignKey: AnyKeyPath..., otherKey: AnyKeyPath..., cascade: Cascade = .default,
    passiveDeletes: Bool = false, orderBy: RelationshipOrder...
) = #externalMacro(module: "CinnabarMacros", type: "PropertyMarkerMacro")

/// One term of the order of a relationship. Read from the source by `@Model`.
///
/// Key paths, because static columns are not there yet while the attributes of a class are read.
public struct RelationshipOrder: Sendable {
    public static func ascending(_ property: AnyKeyPath) -> RelationshipOrder { RelationshipOrder() }
    public static func descending(_ property: AnyKeyPath) -> RelationshipOrder { RelationshipOrder() }
}
