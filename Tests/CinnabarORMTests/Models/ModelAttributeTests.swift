import CinnabarORM
import CinnabarSQL
import FoundationEssentials
import XCTest

final class ModelAttributeTests: XCTestCase {
    func testMemberwiseInitializerHasTheDeclaredDefaults() throws {
        let user = User(
            name: "Alice", email: "alice@example.com", posts: [Post(title: "First", body: "")],
            profile: Profile(bio: "Hello!"))
        XCTAssertNil(user.id)
        XCTAssertNil(user.age)
        XCTAssertTrue(user.active)
        XCTAssertEqual(user.role, "user")
        XCTAssertTrue(try user.posts.loaded[0].author.loaded === user)
        XCTAssertTrue(try user.profile.loaded?.user.loaded === user)
    }

    func testAttributesAreReadAndWritten() {
        let employee = Employee(named: "Ann")
        employee.level = .senior
        employee.settings.value.theme = "dark"
        employee.history += ["a", "b"]
        XCTAssertEqual(employee.shout, "ANN!")
        XCTAssertEqual(employee.level, .senior)
        XCTAssertEqual(employee.settings, JSON(.init(theme: "dark")))
        XCTAssertEqual(employee.history, ["a", "b"])
        XCTAssertEqual(employee.kind, "employee")
        XCTAssertEqual(Employee.minimumAge, 18)
        XCTAssertNotEqual(employee.id, Employee(named: "Ann").id)
    }

    func testObserversRunWithTheirOwnNames() {
        let employee = Employee(named: "Ann")
        employee.raise(by: 10)
        XCTAssertEqual(employee.history, ["will 10.0", "did 0.0"])
        employee.salary = -1
        XCTAssertEqual(employee.salary, 10)
        XCTAssertEqual(employee.history, ["will 10.0", "did 0.0", "will -1.0", "did 10.0"])
    }

    func testDeferredColumnsAreThereWhereTheyWereSet() throws {
        let employee = Employee(firstName: "Ann", lastName: "Smith", bio: "Born in 1980")
        XCTAssertEqual(try employee.bio.loaded, "Born in 1980")
        employee.bio.set(nil)
        XCTAssertNil(try employee.bio.loaded)
    }

    func testKeysOfEveryKind() {
        XCTAssertTrue(User.PrimaryKey.self == Int.self)
        XCTAssertTrue(Employee.PrimaryKey.self == UUID.self)
        let key = OrderLine.PrimaryKey(orderID: 1, line: 2)
        XCTAssertEqual(OrderLine._$Attributes.values(of: key), [.integer(1), .integer(2)])
        let line = OrderLine(orderID: 1, line: 2, price: 3)
        XCTAssertEqual(line._$withState { $0.attributes.primaryKey }, key)
        XCTAssertNil(PostTag(postID: 1)._$withState { $0.attributes.primaryKey })
    }

    func testReferencesToTheClassItself() throws {
        let boss = Employee(named: "Bea")
        let employee = Employee(firstName: "Ann", lastName: "Smith", manager: boss)
        XCTAssertTrue(try boss.reports.loaded[0] === employee)
        employee.manager.set(nil)
        XCTAssertEqual(try boss.reports.loaded.count, 0)
    }

    func testManyToManyFollowsOnBothSides() throws {
        let tag = Tag(name: "swift")
        let post = Post(title: "First", body: "", tags: [tag])
        XCTAssertTrue(try tag.posts.loaded[0] === post)
        post.tags.remove(tag)
        XCTAssertEqual(try tag.posts.loaded.count, 0)
    }

    func testRelationshipsOfEveryModelFindTheirKeys() {
        for mapper in [User._$mapper, Post._$mapper, Comment._$mapper, Profile._$mapper, Tag._$mapper] {
            XCTAssertNoThrow(try mapper.resolved(), mapper.name)
        }
        for mapper in [Employee._$mapper, Shipment._$mapper] { XCTAssertNoThrow(try mapper.resolved(), mapper.name) }
    }
}
