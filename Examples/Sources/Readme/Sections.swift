import Cinnabar
import CinnabarPostgreSQL

enum Post: TypedTable {
    static let tableName = "posts"
    static let id = Column<Post, Int>("id", primaryKey: true)
    static let published = Column<Post, Bool>("published")
    static let authorID = Column<Post, Int>("author_id", references: .to("users", "id"))
    static let table = Table(Post.self, id, published, authorID)
}

func ask(_ engine: AsyncEngine) async throws {
    let statement = select(User.name, Fn.count(Post.id).label("posts"))
        .join(Post.self, on: Post.authorID == User.id)
        .where(User.age >= 18 && Post.published)
        .groupBy(User.name)
        .having(Fn.count(Post.id) > 1)
        .order(by: User.name)
        .limit(10)
    for (name, posts) in try await engine.execute(statement) { print(name, posts) }

    // Any statement can be printed, for any dialect.
    print(try statement.compile(for: engine.dialect).sql)
}

func askInSQL(_ engine: AsyncEngine, name: String) async throws {
    let rows = try await engine.execute(sql("SELECT id, age FROM users WHERE name = \(name)")).all()
    let ages = try rows.map { try $0.get("age", as: Int?.self) }
    let pairs = text("SELECT name, age FROM users WHERE age > :age", ["age": 18]).columns(String.self, Int.self)
    print(ages, try await engine.execute(pairs).all())
}

func change(_ engine: AsyncEngine) async throws {
    try await engine.begin { connection in
        try await connection.execute(update(User.self).where(User.age == nil).set(User.age, to: 0))
        try await connection.execute(delete(User.self).where(User.age > 150))
        do {
            try await connection.beginNested { nested in  // a savepoint
                try await nested.execute(insert(User.self).values(User.id.to(1), User.name.to("Carol")))
            }
        } catch let error as DatabaseError where error.kind == .uniqueViolation {
            print("taken:", error.columns)
        }
    }
}

func stream(_ engine: AsyncEngine) async throws {
    for try await (id, name) in engine.stream(select(User.id, User.name)) where name.hasPrefix("A") {
        print(id)
        break  // the statement ends here, and the connection is free again
    }
}

func postgres() async throws -> AsyncEngine {
    try AsyncEngine(
        "postgresql://user:password@localhost:5432/mydb", drivers: [.postgreSQL],
        pool: .init(size: 10, maxOverflow: 20, recycle: .seconds(3600)))
}
