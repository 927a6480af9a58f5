import Cinnabar

/// Read.
func read(_ sessions: AsyncSessionMaker) async throws {
    try await sessions.withSession { session in
        // Select all
        let users = try await session.scalars(select(User.self).order(by: User.id)).all()
        try expect("all", users.map(\.name), ["Alice", "Bob", "Charlie", "Dave"])
        let ids = users.compactMap(\.id)

        // Get by primary key: the session has the object, so that nothing is sent.
        let first = try await session.get(User.self, ids[0])
        try expect("one row, one object", first === users[0], true)
        try expect("no such key", try await session.get(User.self, -1) == nil, true)

        // Filtering
        let adults = select(User.self).where(User.active == true).where(User.age >= 18)
        try expect("adults", try await session.scalars(adults).map(\.name), ["Alice"])

        // Complex conditions
        let page = select(User.self)
            .where(and(User.active == true, or(User.role == "admin", User.age >= 18)))
            .order(by: User.createdAt.descending)
            .limit(10).offset(0)
        try expect("a page", try await session.scalars(page).map(\.name), ["Alice"])
        // The same with operators.
        let same = select(User.self).where(User.active && (User.role == "admin" || User.age >= 18))
        try expect("with operators", try await session.scalars(same).map(\.name), ["Alice"])

        // Like
        let alike = select(User.self).where(User.name.ilike("%alice%"))
        try expect("ilike", try await session.scalars(alike).map(\.name), ["Alice"])

        // In: an empty list is safe.
        let some = select(User.self).where(User.id.in(Array(ids.prefix(3))))
        try expect("in", try await session.scalars(some).count, 3)
        try expect("in nothing", try await session.scalars(select(User.self).where(User.id.in([]))).count, 0)

        // Exactly one, or an error that says how many there were
        let bob = try await session.scalars(select(User.self).where(User.email == "bob@example.com")).one()
        try expect("one", bob.name, "Bob")
        try expect("NULL", bob.age, nil)

        // Plain values instead of objects: no identity, Codable.
        let rows = try await session.scalars(select(User.rows).order(by: User.id)).all()
        try expect("rows", rows.map(\.id), ids)

        // Row by row, however many there are
        var names: [String] = []
        for try await user in try await session.stream(select(User.self).order(by: User.id)) { names.append(user.name) }
        try expect("streamed", names.count, 4)
    }
}
