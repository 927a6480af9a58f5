import CinnabarORM
import CinnabarSQL
import XCTest

final class ModelQueryTests: XCTestCase {
    func testStaticColumnsAreTyped() {
        let age: Column<User, Int?> = User.age
        let id: Column<User, Int> = User.id
        let author: Column<Post, Int> = Post.authorID
        let commentAuthor: Column<Comment, Int?> = Comment.authorID
        let bio: Column<Employee, String?> = Employee.bio
        XCTAssertEqual(
            [age.name, id.name, author.name, commentAuthor.name, bio.name],
            ["age", "id", "author_id", "author_id", "bio"])
        let posts: ManyRelationship<User, Post> = User.posts
        let manager: OneRelationship<Employee, Employee?> = Employee.manager
        XCTAssertEqual([posts.index, manager.index], [0, 0])
    }

    func testAnAliasHasTheColumns() {
        let manager = Employee.alias("manager")
        assertSQL(
            select(OrderLine.line, manager.lastName).join(manager, on: manager.version == OrderLine.quantity),
            """
            SELECT "order_lines"."line", "manager"."last_name" FROM "order_lines" \
            JOIN "hr"."employees" AS "manager" ON "manager"."version" = "order_lines"."quantity"
            """)
    }

    func testDeclaredDefaultsAreFilledInByCoreInserts() {
        assertSQL(
            insert(OrderLine.self).values(
                OrderLine.orderID.to(1), OrderLine.line.to(2), OrderLine.price.to(3)),
            #"INSERT INTO "order_lines" ("order_id", "line", "price", "quantity") VALUES ($1, $2, $3, $4)"#,
            binds: [.integer(1), .integer(2), .real(3), .integer(1)])
    }

    func testHybridsSayOfColumnsWhatTheySayOfValues() {
        let employee = Employee(named: "Ann")
        employee.salary = 1100
        XCTAssertEqual(employee.contact, "smith")
        XCTAssertTrue(employee.isPlain)
        XCTAssertEqual(employee.pay, 99)
        XCTAssertFalse(employee.isBoss)
        assertSQL(
            select(Employee.contact),
            #"SELECT coalesce("hr"."employees"."email", lower("hr"."employees"."last_name")) FROM "hr"."employees""#)
        assertSQL(
            select(Employee.pay), #"SELECT ("hr"."employees"."salary" + $1) / $2 - $3 FROM "hr"."employees""#,
            binds: [.real(100), .real(12), .real(1)])
        assertSQL(
            select(Employee.id).where(Employee.isPlain),
            #"""
            SELECT "hr"."employees"."id" FROM "hr"."employees" WHERE NOT "hr"."employees"."first_name" = $1 AND \#
            "hr"."employees"."last_name" NOT LIKE $2 ESCAPE '\' AND length("hr"."employees"."first_name") < $3
            """#, binds: [.text(""), .text("von %"), .integer(20)])
        assertSQL(
            select(Employee.id).where(Employee.isBoss),
            """
            SELECT "hr"."employees"."id" FROM "hr"."employees" WHERE "hr"."employees"."manager_id" IS NULL AND \
            "hr"."employees"."salary" > $1 AND "hr"."employees"."level" = $2
            """, binds: [.real(100_000), .text("senior")])
    }

    func testHybridsAreSQL() {
        let employee = Employee(named: "Ann")
        XCTAssertEqual(employee.fullName, "Ann Smith")
        XCTAssertFalse(employee.isRich)
        XCTAssertTrue(employee.earns(atLeast: 0))
        assertSQL(
            select(Employee.id).where(Employee.fullName == "Ann Smith" && Employee.isRich),
            """
            SELECT "hr"."employees"."id" FROM "hr"."employees" WHERE "hr"."employees"."first_name" || $1 || \
            "hr"."employees"."last_name" = $2 AND "hr"."employees"."salary" > $3 AND "hr"."employees"."level" = $4
            """, binds: [.text(" "), .text("Ann Smith"), .real(100_000), .text("senior")])
        assertSQL(
            select(Employee.id).where(Employee.earns(atLeast: 5)),
            #"SELECT "hr"."employees"."id" FROM "hr"."employees" WHERE "hr"."employees"."salary" >= $1"#,
            binds: [.real(5)])
    }
}
