import Cinnabar
import CinnabarPostgreSQL
import CinnabarSQLite
import ExampleSupport

// Installation
//
// One package, a product per database:
//
//     .package(url: "…/cinnabar", branch: "main")
//     .product(name: "Cinnabar", package: "cinnabar")                 // SQL, engine, ORM
//     .product(name: "CinnabarSQLite", package: "cinnabar")           // wants libsqlite3-dev
//     .product(name: "CinnabarPostgreSQL", package: "cinnabar")       // wants libpq-dev
//     .product(name: "CinnabarTesting", package: "cinnabar")          // for tests
//
// Async and typed are not extras: there is nothing else to install.

/// Engine and connection.
func engineAndConnection(_ database: ExampleDatabase) async throws {
    // Nothing is opened before the first statement, so that these need no server.
    let sqlite = try AsyncEngine("sqlite:///app.db", drivers: [.sqlite], echo: true)
    let postgres = try AsyncEngine(
        "postgresql+psycopg2://user:password@localhost:5432/mydb",
        drivers: [.sqlite, .postgreSQL],  // the URL's scheme picks one
        pool: .init(size: 10, maxOverflow: 20, recycle: .seconds(3600)),
        echo: false)
    print(sqlite, postgres)
    try expect("connections open", postgres.status.inUse + postgres.status.idle, 0)
    await sqlite.dispose()
    await postgres.dispose()

    // MySQL is to come.
    try await expectError("no driver", DatabaseError.self, saying: "CinnabarMySQL") {
        _ = try AsyncEngine("mysql+pymysql://user:pass@localhost/mydb", drivers: [.sqlite, .postgreSQL])
    }

    try await database.withEngine(EngineConfiguration(echo: true)) { engine in
        try await engine.connect { connection in  // goes back to the pool, however the closure ends
            let one = try await connection.execute(text("SELECT 1")).scalar(as: Int.self)
            try await connection.commit()
            try expect("SELECT 1", one, 1)
        }
    }
}

/// Async engine: the only kind there is.
func asyncEngine(_ database: ExampleDatabase) async throws {
    try await database.withEngine(EngineConfiguration(echo: true)) { engine in
        try await engine.dropAll(schema)
        try await engine.createAll(schema)
        let sessions = AsyncSessionMaker(engine, expireOnCommit: false)
        try await sessions.withSession { session in
            let users = try await session.scalars(select(User.self)).all()
            try expect("users", users.count, 0)
        }
    }
}
