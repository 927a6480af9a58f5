import Cinnabar
import FoundationEssentials

/// The test table's rows as objects.
@Model("users")
final class Person {
    @PrimaryKey var id: Int = 0
    var name: String
    var email: String
    var age: Int?
    var active: Bool
    var createdAt: Date
}

/// Rows of the table that is written to.
@Model("users_copy")
final class PersonCopy {
    @PrimaryKey var id: Int = 0
    var name: String
    var email: String
    var age: Int?
    var active: Bool
    var createdAt: Date
}

/// What of a user is shown to others.
@Model("users")
final class Contact {
    @PrimaryKey var id: Int = 0
    var name: String
    var email: String
    var age: Int?
    var active: Bool
}

extension Person {
    /// As `User.weight`.
    var weight: Int64 {
        let milliseconds = Int64((createdAt.timeIntervalSince1970 * 1000).rounded())
        return Int64(id + name.utf8.count + email.utf8.count + (age ?? 0) + (active ? 1 : 0)) + milliseconds % 1000
    }
}

extension PersonCopy {
    convenience init(_ user: User) {
        self.init(
            id: user.id, name: user.name, email: user.email, age: user.age, active: user.active,
            createdAt: user.createdAt)
    }
}
