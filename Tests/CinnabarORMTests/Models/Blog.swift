import CinnabarORM
import CinnabarSQL
import FoundationEssentials

// The models of the cheat sheet.

@Model("users")
final class User {
    @PrimaryKey var id: Int?
    @Column(.varchar(100)) var name: String
    @Column(.varchar(255), unique: true, index: true) var email: String
    var age: Int?
    var active: Bool = true
    var role: String = "user"
    @Column(serverDefault: .now) var createdAt: Date?
    @Column(serverDefault: .now, onUpdate: .now) var updatedAt: Date?

    @Relationship(foreignKey: \Post.authorID, cascade: [.all, .deleteOrphan]) var posts: Many<Post>
    @Relationship var profile: One<Profile?>
}

@Model("posts")
final class Post {
    @PrimaryKey var id: Int?
    @Column(.varchar(255)) var title: String
    var body: String
    var published: Bool = false
    @ForeignKey(\User.id, onDelete: .cascade) var authorID: Int?
    @Relationship(foreignKey: \Post.authorID) var author: One<User>
    @Relationship(cascade: [.all, .deleteOrphan], orderBy: .ascending(\Comment.createdAt)) var comments: Many<Comment>
    @Relationship(through: PostTag.self) var tags: Many<Tag>
    @Column(serverDefault: .now) var createdAt: Date?
}

@Model("comments")
final class Comment {
    @PrimaryKey var id: Int?
    var text: String
    @ForeignKey(\Post.id, onDelete: .cascade) var postID: Int?
    @ForeignKey(\User.id) var authorID: Int?
    @Relationship var post: One<Post>
    var author: One<User?>
    @Column(serverDefault: .now) var createdAt: Date?
}

@Model("profiles")
final class Profile {
    @PrimaryKey var id: Int?
    var bio: String
    @ForeignKey(\User.id) var userID: Int?
    @Relationship var user: One<User>
}

@Model("tags")
final class Tag {
    @PrimaryKey var id: Int?
    var name: String
    @Relationship(through: PostTag.self) var posts: Many<Post>
}

@Model("post_tags")
final class PostTag {
    @PrimaryKey @ForeignKey(\Post.id, onDelete: .cascade) var postID: Int?
    @PrimaryKey @ForeignKey(\Tag.id, onDelete: .cascade) var tagID: Int?
}
