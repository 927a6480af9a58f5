public import Cinnabar

@Model("categories")
public final class Category {
    @PrimaryKey public var id: Int?
    public var name: String
    @ForeignKey(\Category.id, onDelete: .setNull, deferrable: .initiallyDeferred) public var parentID: Int?

    @Relationship(foreignKey: \Category.parentID) public var parent: One<Category?>
    @Relationship(foreignKey: \Category.parentID) public var children: Many<Category>
    @Relationship(foreignKey: \Post.categoryID) public var posts: Many<Post>
}
