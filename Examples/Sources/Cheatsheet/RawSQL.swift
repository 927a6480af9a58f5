import Cinnabar

/// Raw SQL.
func rawSQL(_ sessions: AsyncSessionMaker) async throws {
    try await sessions.begin { session in
        try await session.execute(update(User.self).where(User.name == "Bob").set(User.age, to: 41))
    }
    try await sessions.withSession { session in
        let rows = try await session.execute(text("SELECT * FROM users WHERE age > :age", ["age": 18])).all()
        try expect("text", try rows.map { try $0.get("name", as: String.self) }, ["Bob"])

        // Interpolation binds, it never splices.
        let name = "Robert'); DROP TABLE users;--"
        let none = try await session.execute(sql("SELECT name FROM users WHERE name = \(name)")).all()
        try expect("interpolation", none.count, 0)

        // Typed rows
        let typed = text("SELECT id, name FROM users ORDER BY id").columns(Int.self, String.self)
        try expect("typed", try await session.execute(typed).map(\.1), ["Bob", "Dave"])

        // Objects, the session's own
        let users = try await session.scalars(
            text("SELECT * FROM users WHERE age > :age", ["age": 18]).returning(User.self)
        ).all()
        try expect("objects", users.map(\.name), ["Bob"])
    }
}
