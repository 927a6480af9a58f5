import Cinnabar
import FoundationEssentials

/// The table that inserts go into.
enum UsersCopy: TypedTable {
    static let tableName = "users_copy"
    static let reference = TableReference(name: tableName)
    static let id = Column<UsersCopy, Int>("id", primaryKey: true)
    static let name = Column<UsersCopy, String>("name")
    static let email = Column<UsersCopy, String>("email")
    static let age = Column<UsersCopy, Int?>("age")
    static let active = Column<UsersCopy, Bool>("active")
    static let createdAt = Column<UsersCopy, Date>("created_at")
    static let table = Table(UsersCopy.self, id, name, email, age, active, createdAt)
}

extension User: InsertableRow {
    typealias Table = UsersCopy

    static let insertColumns = UsersCopy.table.columns.map(\.name)

    func appendValues(to values: inout [SQLValue]) {
        values.append(id.sqlValue)
        values.append(name.sqlValue)
        values.append(email.sqlValue)
        values.append(age.sqlValue)
        values.append(active.sqlValue)
        values.append(createdAt.sqlValue)
    }
}
