import Cinnabar

func listen(_ engine: AsyncEngine) async throws {
    engine.events.beforeExecute { context in
        if context.intent == .write { print("   about to write") }
    }
    try await engine.execute(update(Users.self).set(Users.role, to: "user"))
}

func rawSQL(_ engine: AsyncEngine) async throws {
    let rows = try await engine.execute(text("SELECT name, age FROM users WHERE age > :age", ["age": 18])).all()
    try expect("text", try rows.map { try $0.get("name", as: String.self) }, ["Alice Smith"])

    let name = "Robert'); DROP TABLE users;--"
    let none = try await engine.execute(sql("SELECT name FROM users WHERE name = \(name)")).all()
    try expect("interpolation binds", none.count, 0)

    let typed = text("SELECT id, name FROM users ORDER BY id").columns(Int.self, String.self)
    try expect("typed text", try await engine.execute(typed).map(\.1), ["Alice Smith", "Charlie"])
}

func troubleshoot(_ engine: AsyncEngine) async throws {
    do {
        try await engine.execute(
            insert(Users.self).values(Users.name.to("Eve"), Users.email.to("alice@example.com")))
        throw WrongAnswer(what: "unique", found: "no error")
    } catch let error as DatabaseError where error.kind == .uniqueViolation {
        print("unique violation in table \(error.table ?? "?"): \(error)")
    }
    let plan = try await engine.execute(explain(select(Users.self).where(Users.email == "alice@example.com")))
    print("explain: \(plan.count) lines")
    print("pool: \(engine.status.idle) idle, \(engine.status.inUse) in use")
}
