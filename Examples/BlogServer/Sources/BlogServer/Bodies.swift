import Hummingbird

// What requests carry.

struct NewUser: Codable {
    var name: String
    var email: String
    var age: Int?
    var bio: String?
}

/// What is missing stays as it is.
struct UserChange: Codable {
    var name: String?
    var email: String?
    var age: Int?
    var active: Bool?
    var role: Role?
}

struct NewPost: Codable {
    var title: String
    var body: String
    var published: Bool?
    var tags: [String]?
}

struct NewComment: Codable {
    var content: String
    var authorID: Int?
}

// What answers carry beside the rows.

struct UserPage: ResponseCodable {
    let users: [User.Row]
    /// What to ask for as `after` next; nil on the last page.
    let next: Int?
}

struct UserDetail: ResponseCodable {
    let user: User.Row
    let profile: Profile.Row?
    let posts: [Post.Row]

    init(_ user: User) throws {
        self.user = try user.row
        profile = try user.profile.loaded?.row
        posts = try user.posts.loaded.map { try $0.row }
    }
}

struct PostDetail: ResponseCodable {
    let post: Post.Row
    let author: User.Row
    let tags: [String]

    init(_ post: Post) throws {
        self.post = try post.row
        author = try post.author.loaded.row
        tags = try post.tags.loaded.map(\.name)
    }
}

struct Health: ResponseCodable {
    let status: String
}
