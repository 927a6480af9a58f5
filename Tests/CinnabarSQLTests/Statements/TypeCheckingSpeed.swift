import CinnabarSQL
import XCTest

/// What the type checker has to do for a long condition. `-Xfrontend -warn-long-expression-type-checking=50` is silent
/// about this file: a documented query takes less than 50 ms, most of it the first time that a file uses an operator.
final class TypeCheckingSpeed: XCTestCase {
    func testTheSameByFunctions() {
        let statement = select(User.self).where(
            and(
                User.active == true, or(User.role == "admin", User.age >= 18), User.age.between(18, 65),
                User.name != "x", User.email.contains("@"), User.role.in(["a", "b"]), User.managerID == nil,
                User.id > 3, User.name.ilike("%a%"), not(User.name == "y")))
        XCTAssertEqual(statement.node.conditions.count, 1)
    }

    func testTenConditionsInOneWhere() {
        let statement = select(User.id, User.name, Fn.count(Post.id))
            .join(Post.self, on: Post.authorID == User.id)
            .where(
                User.active == true && User.age >= 18 && User.age < 65 && User.name != "x" && User.email.contains("@")
                    && (User.role == "admin" || User.role == "owner" || User.managerID == nil)
                    && Post.views * 2 + 1 > 10 && !Post.published)
        XCTAssertEqual(statement.node.conditions.count, 1)
    }

    func testArithmeticAndStrings() {
        let statement = select(
            (User.age + 1) * 2 - User.id % 3, User.name + " <" + User.email + "> " + User.role,
            when(User.age >= 65, then: "senior").when(User.age >= 18, then: "adult").otherwise("minor"))
        XCTAssertEqual(statement.node.items.count, 3)
    }
}
