import Cinnabar

/// A blog of many users at the first revision, and what can be said of it at that one and at the head.
struct FullBlog {
    let engine: AsyncEngine
    let users: Int

    /// What every value of every row follows from its key, so that a count of the rows that are right tells of all.
    struct Census: Equatable {
        var users = 0
        var rightUsers = 0
        var admins = 0
        var firstMade = ""
        var lastMade = ""
        var rightPosts = 0
        var rightComments = 0
    }

    /// A post with a comment for every tenth user.
    var expected: Census {
        Census(
            users: users, rightUsers: users, admins: users / 1_000, rightPosts: users / 10, rightComments: users / 10)
    }

    func fill() async throws {
        try await engine.begin { connection in
            try await connection.execute(
                sql(
                    """
                    INSERT INTO users (full_name, email, age, bio, role)
                    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(users))
                    SELECT 'User ' || i, 'user' || i || '@example.com', CASE WHEN i % 7 > 0 THEN i % 90 END,
                        CASE WHEN i % 100 = 0 THEN '  ' WHEN i % 10 = 0 THEN ' Bio of ' || i || '  ' END, 'user'
                    FROM n
                    """))
            try await connection.execute(sql("UPDATE users SET role = 'admin' WHERE id % 1000 = 0"))
            try await connection.execute(
                sql(
                    """
                    INSERT INTO posts (title, body, published, author_id)
                    SELECT 'Post of ' || id, 'Text', id % 20 = 0, id FROM users WHERE id % 10 = 0 ORDER BY id
                    """))
            try await connection.execute(
                sql("INSERT INTO comments (content, post_id) SELECT 'On ' || id, id FROM posts ORDER BY id"))
        }
    }

    /// - Parameter isAtHead: otherwise at the first revision, where the name is `full_name` and the bio lies beside it.
    func census(isAtHead: Bool) async throws -> Census {
        let name = isAtHead ? "name" : "full_name"
        let bio: SQLFragment = isAtHead ? "(SELECT bio FROM profiles WHERE user_id = users.id)" : "bio"
        let active: SQLFragment = isAtHead ? "active" : "1 = 1"
        let right: SQLFragment = """
            \(identifier: name) = 'User ' || id AND email = 'user' || id || '@example.com'
            AND coalesce(age, -1) = CASE WHEN id % 7 > 0 THEN id % 90 ELSE -1 END AND \(active)
            AND coalesce(trim(\(bio)), '') = CASE WHEN id % 10 = 0 AND id % 100 > 0 THEN 'Bio of ' || id ELSE '' END
            AND updated_at = created_at
            """
        var census = Census()
        (census.users, census.rightUsers, census.firstMade, census.lastMade) = try await engine.execute(
            sql(
                """
                SELECT count(*), sum(CASE WHEN \(right) THEN 1 ELSE 0 END), CAST(min(created_at) AS TEXT),
                    CAST(max(created_at) AS TEXT) FROM users
                """
            ).columns(Int.self, Int.self, String.self, String.self)
        ).one()
        census.admins = try await count("users WHERE role = 'admin' AND id % 1000 = 0")
        census.rightPosts = try await count(
            """
            posts WHERE author_id = id * 10 AND title = 'Post of ' || author_id AND body = 'Text'
            AND published = (author_id % 20 = 0)
            """)
        census.rightComments = try await count("comments WHERE post_id = id AND content = 'On ' || id")
        return census
    }

    private func count(_ rows: SQLFragment) async throws -> Int {
        try await engine.scalar(sql("SELECT count(*) FROM \(rows)").columns(Int.self))
    }
}
