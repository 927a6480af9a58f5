import CinnabarORM
import CinnabarSQL
import FoundationEssentials

// What the cheat sheet leaves out: keys of every kind, references to the class itself, special columns.

@Model("employees", schema: "hr", comment: "Who works here")
final class Employee {
    #Index(\Employee.lastName, \Employee.firstName)
    #Unique(\Employee.email, \Employee.level, name: "one_email_per_level")
    #Check("salary >= 0", name: "salary_not_negative")

    enum Level: String, SQLEnum, Codable {
        case junior, senior
    }
    struct Settings: Codable, Hashable, Sendable {
        var theme = "light"
    }
    static let minimumAge = 18
    let kind = "employee"

    @PrimaryKey var id: UUID = UUID()
    var firstName: String
    var lastName: String
    var email: String?
    @Column(comment: "Rank") var level: Level = .junior
    var settings: JSON<Settings> = JSON(Settings())
    @Column(.numeric(precision: 10, scale: 2)) var salary: Double = 0 {
        willSet { history.append("will \(newValue)") }
        didSet(old) {
            if salary < 0 { salary = old }
            history.append("did \(old)")
        }
    }
    var history: [String] = []
    var bio: Deferred<String?>
    @Column(.version) var version: Int = 1
    @ForeignKey(\Employee.id, onDelete: .setNull) var managerID: UUID?
    @Relationship(foreignKey: \Employee.managerID) var manager: One<Employee?>
    @Relationship(foreignKey: \Employee.managerID, orderBy: .ascending(\Employee.lastName), .descending(\Employee.id))
    var reports: Many<Employee>

    convenience init(named name: String) { self.init(firstName: name, lastName: "Smith") }
    var shout: String { firstName.uppercased() + "!" }
    func raise(by amount: Double) { salary += amount }
}

extension Employee {
    @Hybrid var fullName: String { firstName + " " + lastName }
    @Hybrid var isRich: Bool { salary > 100_000 && level == .senior }
    @Hybrid var contact: String { email ?? lastName.lowercased() }
    @Hybrid var isPlain: Bool { !firstName.isEmpty && !lastName.hasPrefix("von ") && firstName.count < 20 }
    @Hybrid var pay: Double { (salary + 100) / 12 - 1 }
    @Hybrid var isBoss: Bool { managerID == nil && isRich }
    @Hybrid func earns(atLeast amount: Double) -> Bool { return salary >= amount }
}

@Model
final class OrderLine {
    @PrimaryKey var orderID: Int
    @PrimaryKey var line: Int
    var quantity: Int = 1
    var price: Double
    @Column(computed: "price * quantity") var total: Double?
    @Hybrid var computedTotal: Double { price * 2 }
}

@Model
final class Shipment {
    @PrimaryKey @Column(identity: .init(always: true)) var id: Int?
    @ForeignKey(\OrderLine.orderID, name: "fk_shipment_line") var orderID: Int?
    @ForeignKey(\OrderLine.line, name: "fk_shipment_line") var lineNumber: Int?
    @Relationship var line: One<OrderLine>
}
