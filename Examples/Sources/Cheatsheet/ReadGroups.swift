import Cinnabar

/// Read: aggregation, groups, subqueries.
func readGroups(_ sessions: AsyncSessionMaker) async throws {
    try await sessions.withSession { session in
        // Aggregation: the average of nothing is NULL, so its type is Optional.
        let (count, averageAge) = try await session.execute(
            select(Fn.count(User.id), Fn.avg(User.age)).where(User.active == true)
        ).one()
        try expect("count", count, 4)
        try expect("average age", averageAge, 30)

        // Group by
        let roles = select(User.role, Fn.count(User.id)).groupBy(User.role).having(Fn.count(User.id) > 1)
        for (role, count) in try await session.execute(roles) { try expect("role", "\(role) \(count)", "user 4") }

        // Subquery: its columns are typed, by position.
        let perAuthor = select(Post.authorID, Fn.count(Post.id).label("post_count"))
            .groupBy(Post.authorID)
            .subquery("p")
        let (author, postCount) = perAuthor.columns
        let counts = select(User.name, postCount).join(perAuthor, on: User.id == author)
        for (name, posts) in try await session.execute(counts) { try expect("subquery", "\(name) \(posts)", "Dave 2") }
        // Objects beside it
        let writers = select(User.entity, postCount).join(perAuthor, on: User.id == author)
        for (user, posts) in try await session.execute(writers) {
            try expect("entity", "\(user.name) \(posts)", "Dave 2")
        }
    }
}
