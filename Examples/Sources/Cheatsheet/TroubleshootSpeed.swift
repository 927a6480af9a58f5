import Cinnabar
import ExampleSupport

/// Troubleshooting: slow queries, migrations, connection pool exhaustion.
func troubleshootSpeed(_ sheet: Cheatsheet) async throws {
    // Slow queries: echo shows all of them, a threshold the slow ones with the place of the call.
    let log = LogLines()
    try await sheet.database.withEngine(EngineConfiguration(slowStatementThreshold: .zero), log: log) { engine in
        _ = try await engine.execute(select(User.self).where(User.email == "bob@example.com"))
    }
    let line = try require("a slow statement", log.all.first { $0.hasPrefix("slow statement") })
    print("   \(line)")
    let plan = try await sheet.engine.execute(explain(select(User.self).where(User.email == "bob@example.com")))
    try expect("explain", plan.isEmpty, false)

    // Migration autogenerate misses changes: when there are migrations, they will compare with the MetaData, which
    // follows relationships from the classes that it is given.

    // Connection pool exhaustion: the error tells who holds what.
    let one = PoolConfiguration(size: 1, maxOverflow: 0, acquireTimeout: .milliseconds(100))
    try await sheet.database.withEngine(EngineConfiguration(pool: one)) { engine in
        try await AsyncSessionMaker(engine).begin { outer in
            _ = try await outer.scalars(select(User.self))
            try await expectError("pool exhaustion", DatabaseError.self, saying: "waits for a second one") {
                try await AsyncSessionMaker(engine).begin { inner in _ = try await inner.scalars(select(User.self)) }
            }
        }
    }
}
