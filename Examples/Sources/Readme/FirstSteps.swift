import Cinnabar
import CinnabarSQLite

struct User: SelectableRow {
    static let tableName = "users"
    static let id = Column<User, Int>("id", primaryKey: true)
    static let name = Column<User, String>("name", .varchar(100))
    static let age = Column<User, Int?>("age")
    static let table = Table(User.self, id, name, age)
    static let selection = [id.node, name.node, age.node]

    let id: Int, name: String, age: Int?
    init(row: RowReader) throws { (id, name, age) = (try row.get(0), try row.get(1), try row.get(2)) }
}

func firstSteps() async throws {
    let engine = try AsyncEngine("sqlite:///:memory:", drivers: [.sqlite])
    try await engine.createAll(MetaData(User.self))

    try await engine.begin { connection in
        try await connection.execute(
            insert(User.self, User.name, User.age).values([("Alice", 30), ("Bob", nil)]))
    }  // committed here; rolled back on throw or cancellation

    let adults = try await engine.execute(select(User.self).where(User.age >= 18)).all()
    for user in adults { print(user.id, user.name) }
    await engine.dispose()
}
