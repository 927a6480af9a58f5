import Cinnabar
import ExampleSupport

/// Events.
func listen(_ database: ExampleDatabase) async throws {
    // Listeners belong to the maker and to the engine: nothing is global, nothing has to be removed.
    try await database.withEngine { engine in
        let sessions = AsyncSessionMaker(engine)
        sessions.events.beforeInsert(User.self) { user, _ in
            if user.role.isEmpty { user.role = "user" }
        }
        sessions.events.afterFlush { context in  // may be async
            for object in context.new { print("Created: \(object)") }
        }
        let eve = User(name: "Eve", email: "eve@example.com", role: "")
        try await sessions.begin { session in session.add(eve) }
        try expect("set by the listener", eve.role, "user")

        // An engine tells of every statement.
        engine.events.afterExecute { context, summary in
            if context.intent == .write { print("   \(summary.affectedRows) row by \(context.sql)") }
        }
        try await sessions.begin { session in
            let user = try await session.getOne(User.self, try require("Eve's key", eve.id))
            try await session.delete(user)
        }
    }
}
