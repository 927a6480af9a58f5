import Cinnabar
import CinnabarTesting

/// Troubleshooting: DetachedInstanceError, N+1 queries.
func troubleshootObjects(_ sheet: Cheatsheet) async throws {
    let bob = try await sheet.sessions.withSession { session in
        let bob = try await session.scalars(select(User.self).where(User.name == "Bob")).one()
        // What was not loaded throws, and says how to load it: there is no hidden query.
        try await expectError("not loaded", NotLoadedError.self, saying: ".selectIn(User.posts)") {
            _ = try bob.posts.loaded
        }
        return bob
    }
    // Objects can be read without their session; loading needs one.
    try expect("detached, and readable", bob.name, "Bob")
    try await expectError("DetachedInstanceError", NotLoadedError.self, saying: "no open session") {
        _ = try await bob.posts.load()
    }
    try await sheet.sessions.withSession { session in
        let again = try await session.merge(bob)
        try expect("merged into another session", try await again.posts.load().count, 0)
    }

    // N+1: every load() is a query that one sees in the code, and that a test can count.
    try await expectError("N+1", QueryBudgetError.self, saying: "posts") {
        try await withQueryBudget(atMost: 2, on: sheet.engine) {
            try await sheet.sessions.withSession { session in
                for user in try await session.scalars(select(User.self)) { try await user.posts.load() }
            }
        }
    }
    try await withQueryBudget(atMost: 2, on: sheet.engine) {
        try await sheet.sessions.withSession { session in
            let users = try await session.scalars(select(User.self).options(.selectIn(User.posts)))
            try expect("with .selectIn", try users.reduce(0) { $0 + (try $1.posts.loaded.count) }, 1)
        }
    }
}
