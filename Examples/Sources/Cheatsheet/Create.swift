import Cinnabar

/// Create.
func create(_ sessions: AsyncSessionMaker) async throws {
    try await sessions.withSession { session in
        // Single insert
        let user = User(name: "Alice", email: "alice@example.com", age: 30)
        session.add(user)
        try await session.commit()
        try expect("the key is there", user.id != nil, true)
        try expect("and what the database filled in", user.createdAt != nil, true)
        try await session.refresh(user)  // not needed for either

        // One INSERT for both.
        session.addAll([
            User(name: "Bob", email: "bob@example.com"),
            User(name: "Charlie", email: "charlie@example.com"),
        ])
        try await session.commit()

        // A graph: keys are filled in on the way.
        let dave = User(
            name: "Dave", email: "dave@example.com",
            posts: [
                Post(title: "First Post", body: "Content", published: true),
                Post(title: "Second Post", body: "More content"),
            ],
            profile: Profile(bio: "Hello!"))
        session.add(dave)
        try await session.commit()
        try expect("foreign keys", try dave.posts.loaded.map { $0.authorID == dave.id }, [true, true])
    }
    try expect("users", try await sessions.engine.scalar(select(Fn.count(User.id))), 4)
}
