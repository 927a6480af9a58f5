import Cinnabar

/// Read: joins and eager loading.
func readRelated(_ sessions: AsyncSessionMaker) async throws {
    try await sessions.withSession { session in
        // Join: rows are tuples of objects.
        let published = select(User.self, Post.self)
            .join(Post.self, on: User.id == Post.authorID)
            .where(Post.published == true)
        for (user, post) in try await session.execute(published) {
            try expect("join", "\(user.name): \(post.title)", "Dave: First Post")
        }
        // Along a relationship the keys make the condition.
        let authors = select(User.self).join(User.posts).where(Post.published == true)
        try expect("along a relationship", try await session.scalars(authors).map(\.name), ["Dave"])
        // EXISTS
        let writers = select(User.self).where(User.posts.any(Post.title.contains("Second")))
        try expect("any", try await session.scalars(writers).map(\.name), ["Dave"])
    }

    try await sessions.withSession { session in
        // Eager loading: to-one by a LEFT JOIN, collections by a second SELECT.
        let eager = select(User.self)
            .options(.joined(User.profile), .selectIn(User.posts).then(.selectIn(Post.comments)))
            .where(User.name == "Dave")
        let user = try await session.scalars(eager).one()
        try expect("profile", try user.profile.loaded?.bio, "Hello!")
        try expect("posts", try user.posts.loaded.map(\.title).sorted(), ["First Post", "Second Post"])
        try expect("comments", try user.posts.loaded.map { try $0.comments.loaded.count }, [0, 0])

        // Only some, in an order of their own
        let some = select(User.self)
            .options(.selectIn(User.posts.where(Post.published == true).order(by: Post.id.descending)))
            .where(User.name == "Dave")
        try expect("a filtered collection", try await session.scalars(some).one().posts.loaded.count, 1)
    }

    try await sessions.withSession { session in
        // Selected relationships: nothing to forget to load, the types say what is there.
        let everything = select(User.entity, User.posts, User.profile).order(by: User.id)
        for (user, posts, profile) in try await session.execute(everything) {
            print("   \(user.name): \(posts.count) posts, \(profile?.bio ?? "no profile")")
        }
        // The outer side of a LEFT JOIN is Optional.
        let all = select(User.entity, Post.entity.optional).leftJoin(User.posts).order(by: User.id, Post.id)
        let titles = try await session.execute(all).map { $0.1?.title ?? "none" }
        try expect("left join", titles, ["none", "none", "none", "First Post", "Second Post"])

        // Later, and said so
        let alice = try await session.scalars(select(User.self).where(User.name == "Alice")).one()
        let posts = try await alice.posts.load()
        try expect("loaded on demand", posts.count, 0)
    }
}
