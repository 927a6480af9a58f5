// Written from a database's schema. Columns whose type has no Swift type are left out, with a comment that
// names the type; types spelled like a text type are String.

public import Cinnabar

@Model("post_tags")
public final class PostTag {
    @PrimaryKey @ForeignKey(\Post.id, name: "post_tags_post_fk") public var postID: Int?
    @PrimaryKey public var label: String

    @Relationship(foreignKey: \PostTag.postID) public var post: One<Post>
}
