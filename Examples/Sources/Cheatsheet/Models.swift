import Cinnabar
import Foundation

@Model("users")
final class User {
    @PrimaryKey var id: Int?  // made by the database: nil until the flush
    @Column(.varchar(100)) var name: String
    @Column(.varchar(255), unique: true, index: true) var email: String
    var age: Int?  // Optional: NULL-able
    var active: Bool = true
    @Column(.varchar(50)) var role: String = "user"
    @Column(serverDefault: .now) var createdAt: Date?
    @Column(serverDefault: .now, onUpdate: .now) var updatedAt: Date?

    @Relationship(foreignKey: \Post.authorID, cascade: [.all, .deleteOrphan]) var posts: Many<Post>
    @Relationship(cascade: [.all, .deleteOrphan]) var profile: One<Profile?>
}

@Model("posts")
final class Post {
    @PrimaryKey var id: Int?
    @Column(.varchar(255)) var title: String
    var body: String
    var published: Bool = false
    @ForeignKey(\User.id, onDelete: .cascade) var authorID: Int?  // filled in by the flush
    @Relationship(foreignKey: \Post.authorID) var author: One<User>
    @Relationship(cascade: [.all, .deleteOrphan]) var comments: Many<Comment>
    @Column(serverDefault: .now) var createdAt: Date?
}

@Model("comments")
final class Comment {
    @PrimaryKey var id: Int?
    var content: String
    @ForeignKey(\Post.id, onDelete: .cascade) var postID: Int?
    @ForeignKey(\User.id) var authorID: Int?
    @Relationship var post: One<Post>
    @Relationship var author: One<User>
}

@Model("profiles")
final class Profile {
    @PrimaryKey var id: Int?
    var bio: String?
    @Column(unique: true) @ForeignKey(\User.id) var userID: Int?
    @Relationship var user: One<User>
}

extension User: CustomStringConvertible {
    var description: String { "User(id: \(id.map { "\($0)" } ?? "none"), name: \(name))" }
}

/// Follows relationships: comments, posts and profiles too.
let schema = MetaData(User.self)

/// Models: objects work without any database.
func models() throws {
    let user = User(name: "Alice", email: "alice@example.com", posts: [Post(title: "First", body: "Content")])
    try expect("before the flush", "\(user)", "User(id: none, name: Alice)")
    // The two sides of a relationship are in step.
    let post = try user.posts.loaded[0]
    try expect("the post's author", try post.author.loaded.name, "Alice")
    try expect("tables", schema.tables.map(\.name).sorted(), ["comments", "posts", "profiles", "users"])
}
