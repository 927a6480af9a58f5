// Written from a database's schema. Columns whose type has no Swift type are left out, with a comment that
// names the type; types spelled like a text type are String.

public import Cinnabar

@Model("posts")
public final class Post {
    @PrimaryKey public var id: Int?
    public var title: String
    @ForeignKey(\User.id, onDelete: .cascade, name: "posts_author_fk") public var authorID: Int?
    // place: left out, no Swift type for custom("point")

    @Relationship(foreignKey: \Post.authorID) public var author: One<User>
    @Relationship(foreignKey: \PostTag.postID) public var postTags: Many<PostTag>

    #Index(\Post.authorID, \Post.title, name: "posts_by_author")
}
