import CinnabarSQL

struct User: SelectableRow, Hashable {
    static let tableName = "users"
    static let reference = TableReference(name: tableName)
    static let id = Column<User, Int>("id", primaryKey: true)
    static let name = Column<User, String>("name")
    static let table = Table(User.self, id, name)
    static let selection = [id.node, name.node]

    let id: Int
    let name: String

    init(row: RowReader) throws {
        id = try row.get(0)
        name = try row.get(1)
    }
}
