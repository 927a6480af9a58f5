import Cinnabar

/// Update.
func change(_ sessions: AsyncSessionMaker) async throws {
    try await sessions.withSession { session in
        // Update by object: the changed column alone is sent.
        let user = try await session.scalars(select(User.self).where(User.name == "Alice")).one()
        user.name = "Alice Smith"
        try expect("before", try inspect(user).history(of: User.name).old, "Alice")
        try await session.commit()

        let charlie = try await session.scalars(select(User.self).where(User.name == "Charlie")).one()
        charlie.active = false
        try await session.commit()

        // Bulk update: objects of the session follow.
        let result = try await session.execute(
            update(User.self).where(User.active == false).set(User.role, to: "inactive"))
        try expect("rows", result.affectedRows, 1)
        try expect("the object follows", charlie.role, "inactive")
        try await session.commit()

        // What the database computes: no read before it.
        user.set(User.age, to: User.age + 1)
        try await session.commit()
        try expect("a year older", user.age, 31)

        // A relationship: the foreign key follows with the flush, the other side at once.
        let post = try await session.scalars(select(Post.self).where(Post.title == "Second Post")).one()
        post.author.set(user)
        try await session.commit()
        try expect("moved", post.authorID, user.id)
    }
    let names = try await sessions.engine.execute(select(User.name).order(by: User.id)).all()
    try expect("stored", names, ["Alice Smith", "Bob", "Charlie", "Dave"])
}
