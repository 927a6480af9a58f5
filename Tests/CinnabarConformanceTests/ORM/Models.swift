import CinnabarORM
import CinnabarSQL
import Foundation

// The cheat sheet's models, and what it leaves out, for sessions on real databases.

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

    @Relationship(foreignKey: \Post.authorID, cascade: [.all, .deleteOrphan], orderBy: .ascending(\Post.id))
    var posts: Many<Post>
    @Relationship(cascade: [.all, .deleteOrphan]) var profile: One<Profile?>

    convenience init(_ name: String, posts: [Post] = [], profile: Profile? = nil) {
        self.init(name: name, email: "\(name.lowercased())@example.com", posts: posts, profile: profile)
    }
}

@Model("posts")
final class Post {
    @PrimaryKey var id: Int?
    @Column(.varchar(255)) var title: String
    var body: Deferred<String>
    var published: Bool = false
    @ForeignKey(\User.id, onDelete: .cascade) var authorID: Int?
    @Relationship(foreignKey: \Post.authorID) var author: One<User>
    @Relationship(cascade: [.all, .deleteOrphan], orderBy: .ascending(\Comment.id)) var comments: Many<Comment>
    @Relationship(through: PostTag.self, orderBy: .ascending(\Tag.name)) var tags: Many<Tag>

    convenience init(_ title: String, comments: [Comment] = [], tags: [Tag] = []) {
        self.init(title: title, body: "body of \(title)", comments: comments, tags: tags)
    }
}

@Model("comments")
final class Comment {
    @PrimaryKey var id: Int?
    var content: String
    @ForeignKey(\Post.id, onDelete: .cascade) var postID: Int?
    @ForeignKey(\User.id) var authorID: Int?
    @Relationship var post: One<Post>
    @Relationship var author: One<User?>
}

@Model("profiles")
final class Profile {
    @PrimaryKey var id: Int?
    var bio: String?
    @Column(unique: true) @ForeignKey(\User.id) var userID: Int?
    @Relationship var user: One<User>
}

@Model("tags")
final class Tag {
    @PrimaryKey var id: Int?
    @Column(unique: true) var name: String
    @Relationship(through: PostTag.self) var posts: Many<Post>
}

@Model("post_tags")
final class PostTag {
    @PrimaryKey @ForeignKey(\Post.id, onDelete: .cascade) var postID: Int?
    @PrimaryKey @ForeignKey(\Tag.id, onDelete: .cascade) var tagID: Int?
}

/// References itself, has a key of its own making and counts its versions.
@Model("nodes")
final class TreeNode {
    @PrimaryKey var id: UUID = UUID()
    var name: String
    var visits: Int = 0
    @Column(.version) var version: Int = 1
    @ForeignKey(\TreeNode.id) var parentID: UUID?
    @Relationship(foreignKey: \TreeNode.parentID) var parent: One<TreeNode?>
    @Relationship(foreignKey: \TreeNode.parentID, orderBy: .ascending(\TreeNode.name)) var children: Many<TreeNode>
}

@Model("order_lines")
final class OrderLine {
    @PrimaryKey var orderID: Int
    @PrimaryKey var line: Int
    var quantity: Int = 1
}

@Model("writers")
final class Writer {
    @PrimaryKey var id: Int?
    @Column(.varchar(100)) var name: String
    var age: Int?
    @Column(serverDefault: .now) var createdAt: Date?
    var bio: Deferred<String?>
    @Relationship(foreignKey: \Article.authorID, cascade: [.all, .deleteOrphan]) var posts: Many<Article>
}

@Model("articles")
final class Article {
    @PrimaryKey var id: Int?
    var title: String
    @ForeignKey(\Writer.id, onDelete: .cascade) var authorID: Int?
    @Relationship(foreignKey: \Article.authorID) var author: One<Writer>
}
