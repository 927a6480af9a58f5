import Cinnabar
import Hummingbird

struct PostRoutes: Sendable {
    let sessions: AsyncSessionMaker

    func add(to router: Router<BasicRequestContext>) {
        router.get("posts", use: list)
        router.post("users/:id/posts", use: create)
        router.post("posts/:id/comments", use: comment)
    }

    /// The newest posts, or those with a tag, each with its author out of the same query.
    @Sendable func list(_ request: Request, _ context: BasicRequestContext) async throws -> [PostDetail] {
        var posts = select(Post.self)
            .options(.joined(Post.author), .selectIn(Post.tags))
            .order(by: Post.id.descending)
            .limit(50)
        if let tag = request.uri.queryParameters["tag"] {
            posts = posts.where(Post.tags.any(Tag.name == String(tag)))
        }
        let statement = posts
        return try await sessions.withSession { session in
            try await session.scalars(statement).map { try PostDetail($0) }
        }
    }

    @Sendable func create(_ request: Request, _ context: BasicRequestContext) async throws
        -> EditedResponse<PostDetail>
    {
        let id = try context.parameters.require("id", as: Int.self)
        let new = try await request.decode(as: NewPost.self, context: context)
        let detail = try await sessions.begin { session in
            let author = try await session.getOne(User.self, id)
            let post = Post(
                title: new.title, body: new.body, published: new.published ?? false, author: author,
                tags: try await tags(named: new.tags ?? [], session))
            session.add(post)
            try await session.flush()
            return try PostDetail(post)
        }
        return EditedResponse(status: .created, response: detail)
    }

    /// The tags of these names; those that are new are made.
    private func tags(named names: [String], _ session: isolated AsyncSession) async throws -> [Tag] {
        let names = Set(names).sorted()
        guard !names.isEmpty else { return [] }
        // Somebody else may make the same tag at this moment: an upsert cannot fail for that.
        try await session.execute(
            insert(Tag.self, Tag.name).values(names).onConflictDoNothing())
        return try await session.scalars(select(Tag.self).where(Tag.name.in(names)).order(by: Tag.name)).all()
    }

    @Sendable func comment(_ request: Request, _ context: BasicRequestContext) async throws
        -> EditedResponse<Comment.Row>
    {
        let id = try context.parameters.require("id", as: Int.self)
        let new = try await request.decode(as: NewComment.self, context: context)
        let row = try await sessions.begin { session in
            let post = try await session.getOne(Post.self, id)
            var author: User?
            if let authorID = new.authorID { author = try await session.getOne(User.self, authorID) }
            let comment = Comment(content: new.content, post: post, author: author)
            session.add(comment)
            try await session.flush()
            return try comment.row
        }
        return EditedResponse(status: .created, response: row)
    }
}
