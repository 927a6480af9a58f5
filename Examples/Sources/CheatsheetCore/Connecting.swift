import Cinnabar

func connect(_ engine: AsyncEngine) async throws {
    try await engine.connect { connection in
        let one = try await connection.execute(text("SELECT 1")).scalar(as: Int.self)
        try await connection.commit()
        try expect("SELECT 1", one, 1)
    }
}

func createTables(_ engine: AsyncEngine) async throws {
    try await engine.dropAll(schema)
    try await engine.createAll(schema)
    // What exists is skipped.
    try await engine.createAll(schema)
}

func create(_ engine: AsyncEngine) async throws {
    try await engine.begin { connection in
        let id = try await connection.scalar(
            insert(Users.self)
                .values(Users.name.to("Alice"), Users.email.to("alice@example.com"), Users.age.to(30))
                .returning(Users.id))
        try await connection.execute(
            insert(Users.self, Users.name, Users.email, Users.age).values([
                ("Bob", "bob@example.com", 41), ("Charlie", "charlie@example.com", nil),
            ]))
        try await connection.execute(
            insert(Posts.self, Posts.title, Posts.body, Posts.published, Posts.authorID).values([
                ("First Post", "Content", true, id), ("Second Post", "More content", false, id),
            ]))
        // An upsert: the e-mail is known already.
        try await connection.execute(
            insert(Users.self)
                .values(Users.name.to("Alice"), Users.email.to("alice@example.com"), Users.age.to(31))
                .onConflict(Users.email, doUpdate: Users.age.to(Users.age.excluded)))
    }
    try expect("users", try await engine.scalar(select(Fn.count()).from(Users.self)), 3)
}
