import Cinnabar

/// Delete.
func remove(_ sessions: AsyncSessionMaker) async throws {
    try await sessions.withSession { session in
        // Delete by object: its posts go along, as the relationship's cascade says.
        let user = try await session.scalars(select(User.self).where(User.name == "Alice Smith")).one()
        try await session.delete(user)
        try await session.commit()
        try expect("posts", try await session.scalar(select(Fn.count(Post.id))), 1)

        // Bulk delete
        let result = try await session.execute(delete(User.self).where(User.active == false))
        try expect("deleted", result.affectedRows, 1)
        try await session.rollback()  // changed my mind
        try expect("rolled back", try await session.scalar(select(Fn.count(User.id))), 3)

        try await session.execute(delete(User.self).where(User.active == false))
        try await session.commit()
        let names = try await session.execute(select(User.name).order(by: User.id)).all()
        try expect("left", names, ["Bob", "Dave"])
    }
}
