public import Cinnabar

@Model("post_tags")
public final class PostTag {
    @PrimaryKey @ForeignKey(\Post.id, onDelete: .cascade) public var postID: Int?
    @PrimaryKey @Column(.varchar(40)) @ForeignKey(\Tag.name) public var tagName: String?

    @Relationship(foreignKey: \PostTag.postID) public var post: One<Post>
    @Relationship(foreignKey: \PostTag.tagName) public var tag: One<Tag>
}
