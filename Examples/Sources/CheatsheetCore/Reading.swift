import Cinnabar

func read(_ engine: AsyncEngine) async throws {
    let users = try await engine.execute(select(Users.self).order(by: Users.id)).all()
    try expect("all users", users.map(\.name), ["Alice", "Bob", "Charlie"])

    let adults = select(Users.name).where(Users.active == true).where(Users.age >= 18).order(by: Users.name)
    try expect("adults", try await engine.execute(adults).all(), ["Alice", "Bob"])

    let page = select(Users.name)
        .where(and(Users.active == true, or(Users.role == "admin", Users.age >= 18)))
        .order(by: Users.createdAt.descending, Users.id)
        .limit(10).offset(0)
    try expect("a page", try await engine.execute(page).count, 2)

    try expect(
        "ilike", try await engine.execute(select(Users.name).where(Users.name.ilike("%ALICE%"))).all(), ["Alice"])
    try expect(
        "contains", try await engine.execute(select(Users.name).where(Users.email.contains("bob@"))).all(), ["Bob"])

    let ids = users.map(\.id)
    try expect("in", try await engine.execute(select(Users.id).where(Users.id.in(ids))).count, 3)
    try expect("in nothing", try await engine.execute(select(Users.id).where(Users.id.in([]))).count, 0)
    try expect("no age", try await engine.execute(select(Users.name).where(Users.age == nil)).all(), ["Charlie"])

    var streamed = 0
    for try await _ in engine.stream(select(Users.id)) { streamed += 1 }
    try expect("streamed", streamed, 3)
}

func combine(_ engine: AsyncEngine) async throws {
    let pairs = try await engine.execute(
        select(Users.name, Posts.title)
            .join(Posts.self, on: Users.id == Posts.authorID)
            .where(Posts.published == true))
    for (name, title) in pairs { try expect("join", "\(name): \(title)", "Alice: First Post") }

    let (count, averageAge) = try await engine.execute(
        select(Fn.count(Users.id), Fn.avg(Users.age)).where(Users.active == true)
    ).one()
    try expect("count", count, 3)
    try expect("average age", averageAge, 36)

    let roles = try await engine.execute(
        select(Users.role, Fn.count(Users.id)).groupBy(Users.role).having(Fn.count(Users.id) > 1))
    for (role, count) in roles { try expect("role", "\(role) \(count)", "user 3") }

    let perAuthor = select(Posts.authorID, Fn.count(Posts.id).label("post_count"))
        .groupBy(Posts.authorID).subquery("p")
    let (author, postCount) = perAuthor.columns
    let authors = try await engine.execute(select(Users.name, postCount).join(perAuthor, on: Users.id == author))
    for (name, posts) in authors { try expect("subquery", "\(name) \(posts)", "Alice 2") }

    // The outer side of a LEFT JOIN is optional.
    let titles = try await engine.execute(
        select(Users.name, Posts.title.optional)
            .leftJoin(Posts.self, on: Posts.authorID == Users.id)
            .order(by: Users.id, Posts.id))
    try expect("left join", titles.map(\.1), ["First Post", "Second Post", nil, nil])

    let rank = Fn.rank().over(orderBy: [Users.age.descending.nullsLast])
    let ranked = try await engine.execute(select(Users.name, rank).order(by: Users.id))
    try expect("ranks", ranked.map(\.1), [2, 1, 3])
}
