import Cinnabar
import Foundation
import Hummingbird

// The cheat sheet's models. Each model's `Row` is its JSON.

enum Role: String, SQLEnum, Codable {
    case user, moderator, admin
    static let sqlEnumName: String? = "user_role"
}

@Model("users")
final class User {
    @PrimaryKey var id: Int?
    @Column(.varchar(100)) var name: String
    @Column(.varchar(255), unique: true, index: true) var email: String
    var age: Int?
    @Column(serverDefault: .value(true)) var active: Bool = true
    var role: Role = .user
    @Column(serverDefault: .now) var createdAt: Date?
    @Column(serverDefault: .now, onUpdate: .now) var updatedAt: Date?

    @Relationship(foreignKey: \Post.authorID, cascade: [.all, .deleteOrphan], orderBy: .ascending(\Post.id))
    var posts: Many<Post>
    @Relationship(cascade: [.all, .deleteOrphan]) var profile: One<Profile?>
}

@Model("posts")
final class Post {
    @PrimaryKey var id: Int?
    @Column(.varchar(255)) var title: String
    var body: String
    var published: Bool = false
    @Column(index: true) @ForeignKey(\User.id, onDelete: .cascade) var authorID: Int?
    @Column(serverDefault: .now) var createdAt: Date?

    @Relationship(foreignKey: \Post.authorID) var author: One<User>
    @Relationship(cascade: [.all, .deleteOrphan], orderBy: .ascending(\Comment.id)) var comments: Many<Comment>
    @Relationship(through: PostTag.self, orderBy: .ascending(\Tag.name)) var tags: Many<Tag>
}

@Model("comments")
final class Comment {
    @PrimaryKey var id: Int?
    var content: String
    @Column(index: true) @ForeignKey(\Post.id, onDelete: .cascade) var postID: Int?
    // What somebody said stays when they leave.
    @ForeignKey(\User.id, onDelete: .setNull) var authorID: Int?

    @Relationship var post: One<Post>
    @Relationship var author: One<User?>
}

@Model("profiles")
final class Profile {
    @PrimaryKey var id: Int?
    var bio: String?
    @Column(unique: true) @ForeignKey(\User.id, onDelete: .cascade) var userID: Int?
    @Relationship var user: One<User>
}

@Model("tags")
final class Tag {
    @PrimaryKey var id: Int?
    @Column(.varchar(50), unique: true) var name: String
    @Relationship(through: PostTag.self) var posts: Many<Post>
}

@Model("post_tags")
final class PostTag {
    @PrimaryKey @ForeignKey(\Post.id, onDelete: .cascade) var postID: Int?
    @PrimaryKey @ForeignKey(\Tag.id, onDelete: .cascade) var tagID: Int?
}

/// Every table: relationships are followed.
let schema = MetaData(User.self)

extension User.Row: ResponseEncodable {}
extension Post.Row: ResponseEncodable {}
extension Comment.Row: ResponseEncodable {}
