import Cinnabar
import CinnabarSQL
import Foundation

enum Mood: String, SQLEnum, CaseIterable {
    case happy, sad
    case soSo = "so 'so'"
    static var sqlEnumName: String? { "mood" }
}

struct Settings: Codable, Hashable, Sendable {
    var theme: String
    var sizes: [Int]
}

/// A table with a column of every type.
enum Everything: TypedTable {
    static let tableName = "everything"
    static let reference = TableReference(name: tableName)
    static let id = Column<Everything, Int>("id", primaryKey: true)
    static let flag = Column<Everything, Bool?>("flag")
    static let small = Column<Everything, Int16?>("small")
    static let medium = Column<Everything, Int32?>("medium")
    static let large = Column<Everything, Int64?>("large")
    static let unsigned = Column<Everything, UInt64?>("unsigned", .numeric())
    static let single = Column<Everything, Float?>("single")
    static let double = Column<Everything, Double?>("double")
    static let exact = Column<Everything, Decimal?>("exact")
    static let text = Column<Everything, String?>("text")
    static let bytes = Column<Everything, [UInt8]?>("bytes")
    static let data = Column<Everything, Data?>("data")
    static let uuid = Column<Everything, UUID?>("uuid")
    static let instant = Column<Everything, Date?>("instant")
    static let local = Column<Everything, LocalDateTime?>("local")
    static let day = Column<Everything, LocalDate?>("day")
    static let time = Column<Everything, LocalTime?>("time")
    static let span = Column<Everything, CalendarInterval?>("span")
    static let settings = Column<Everything, JSON<Settings>?>("settings")
    static let numbers = Column<Everything, [Int]?>("numbers")
    static let words = Column<Everything, [String?]?>("words")
    static let mood = Column<Everything, Mood?>("mood")
    static let table = Table(
        Everything.self, id, flag, small, medium, large, unsigned, single, double, exact, text, bytes, data, uuid,
        instant, local, day, time, span, settings, numbers, words, mood)
}

struct Account: SelectableRow, InsertableRow, Hashable {
    static let tableName = "accounts"
    static let reference = TableReference(name: tableName)
    static let id = Column<Account, Int>("id", primaryKey: true)
    static let owner = Column<Account, String>("owner", .varchar(100), unique: true)
    static let balance = Column<Account, Int>("balance")
    static let table = CinnabarTable(
        Account.self, id, owner, balance, items: [.check("balance >= 0", name: "balance_not_negative")])
    static let selection = [id.node, owner.node, balance.node]
    static let insertColumns = ["id", "owner", "balance"]
    typealias Table = Account

    let id: Int
    let owner: String
    let balance: Int

    init(id: Int, owner: String, balance: Int) {
        self.id = id
        self.owner = owner
        self.balance = balance
    }

    init(row: RowReader) throws {
        id = try row.get(0)
        owner = try row.get(1)
        balance = try row.get(2)
    }

    func appendValues(to values: inout [SQLValue]) {
        values.append(id.sqlValue)
        values.append(owner.sqlValue)
        values.append(balance.sqlValue)
    }
}

enum Transfers: TypedTable {
    static let tableName = "transfers"
    static let reference = TableReference(name: tableName)
    static let id = Column<Transfers, Int>("id", primaryKey: true)
    static let accountID = Column<Transfers, Int>("account_id", references: .to("accounts", "id"))
    static let amount = Column<Transfers, Int>("amount")
    static let table = CinnabarTable(Transfers.self, id, accountID, amount)
}

typealias CinnabarTable = CinnabarSQL.Table

let bank = MetaData(Account.self, Transfers.self)
