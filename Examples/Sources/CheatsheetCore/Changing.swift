import Cinnabar

func change(_ engine: AsyncEngine) async throws {
    try await engine.begin { connection in
        try await connection.execute(update(Users.self).where(Users.name == "Alice").set(Users.name, to: "Alice Smith"))
        let result = try await connection.execute(
            update(Users.self).where(Users.age > 40).set(Users.active, to: false))
        try expect("deactivated", result.affectedRows, 1)
        try await connection.execute(update(Users.self).where(Users.active == false).set(Users.role, to: "inactive"))
    }
    let older = update(Users.self).where(Users.age != nil).set(Users.age, to: Users.age + 1)
        .returning(Users.name, Users.age)
    let ages = try await engine.execute(older).map { "\($0.0) \($0.1 ?? 0)" }.sorted()
    try expect("a year older", ages, ["Alice Smith 32", "Bob 42"])
}

func remove(_ engine: AsyncEngine) async throws {
    struct ChangedMyMind: Error {}
    do {
        try await engine.begin { connection in
            try await connection.execute(delete(Users.self))
            throw ChangedMyMind()
        }
    } catch is ChangedMyMind {}
    try expect("rolled back", try await engine.scalar(select(Fn.count()).from(Users.self)), 3)

    let removed = try await engine.execute(delete(Users.self).where(Users.active == false))
    try expect("deleted", removed.affectedRows, 1)
}
