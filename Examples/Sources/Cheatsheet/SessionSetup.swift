import Cinnabar

/// Session setup.
func sessionSetup(_ engine: AsyncEngine) async throws {
    // Once for the life of the program.
    let sessions = AsyncSessionMaker(engine, expireOnCommit: false)

    // Committed on return, rolled back on throw or cancellation.
    try await sessions.begin { session in
        session.add(User(name: "Temporary", email: "temporary@example.com"))
    }

    // Yours to commit; what is not committed is rolled back.
    try await sessions.withSession { session in
        try await session.execute(delete(User.self))
        try await session.commit()
    }

    // By hand, where no closure fits: closing it is yours too.
    let session = sessions()
    try expect("users", try await session.scalar(select(Fn.count(User.id))), 0)
    await session.close()
}

/// A dependency of a web handler, as the sheet's `get_db`: the closure's end is the `finally`.
func withDatabase<Value: Sendable>(
    _ sessions: AsyncSessionMaker, _ handler: (isolated AsyncSession) async throws -> Value
) async throws -> Value {
    try await sessions.withSession(handler)
}
