import CinnabarPostgreSQL
import CinnabarSQL
import CinnabarSQLite
import XCTest

/// A column of a table that is not there, and a row that an outer join may lack, are errors before anything is sent.
final class ScopeTests: XCTestCase {
    private func missing(_ column: String, _ table: String, _ advice: String? = nil) -> String {
        #"the statement mentions \#(column), but does not have the table \#(table): "#
            + (advice ?? "add it with join(…, on: …) or from(…)")
    }

    func testAConditionOnATableThatIsNotThere() {
        let error = missing(#""posts"."views""#, #""posts""#)
        assertError(select(User.id).where(Post.views > 3), error)
        assertError(select(User.id).order(by: Post.views), error)
        assertError(select(User.id).groupBy(Post.views), error)
        assertError(select(User.id).having(Fn.max(Post.views) > 3), error)
        assertError(select(Fn.count()).where(Post.views > 3), error)
        assertError(select(User.id, Post.views).from(User.self), error)
        assertError(select(User.id).join(Comment.self, on: Comment.postID == Post.views), error)
        assertError(select(User.id).where(User.id.in(select(Comment.id).where(Post.views > 3))), error)
        assertError(
            select(User.id).where(Category.name == "x"),
            missing(#""shop"."categories"."name""#, #""shop"."categories""#))
    }

    func testASubqueryOrCTEThatIsNotJoined() {
        let posts = select(Post.authorID, Post.views).subquery("p")
        let (author, _) = posts.columns
        assertError(select(User.id).where(User.id == author), missing(#""p"."author_id""#, #""p""#))
    }

    func testChanges() {
        let views = #""posts"."views""#
        assertError(
            update(User.self).set(User.age, to: Post.views), missing(views, #""posts""#, "add it with from(…)"))
        assertError(
            delete(User.self).where(Post.views > 3),
            missing(views, #""posts""#, "use where(exists(select(…))), or add using(…)"))
        assertError(insert(Comment.self).values(Comment.id.to(1)).returning(Post.views), missing(views, #""posts""#))
        assertError(
            insert(Comment.self).values(Comment.id.to(1))
                .onConflict(Comment.id, doUpdate: Comment.content.to(Post.title)),
            missing(#""posts"."title""#, #""posts""#))
    }

    func testTheTableIsThereUnderAnotherName() {
        let manager = User.alias("manager")
        assertError(
            select(manager.id).where(User.age > 3),
            #"the statement mentions "users"."age", but has that table under the alias "manager": "#
                + "take the column from where the table was named: alias(…)")
        assertError(
            select(User.id).where(manager.age > 3),
            #"the statement mentions "manager"."age", but has that table without an alias: "#
                + "take the column from where the table was named: alias(…)")
    }

    func testAJoinSeesTheTablesBeforeIt() {
        let error =
            #""comments"."post_id" is mentioned before its table is joined: "#
            + "join it earlier, or make a subquery that refers to it lateral(…)"
        assertError(
            select(User.id).join(Post.self, on: Post.id == Comment.postID)
                .join(Comment.self, on: Comment.authorID == User.id), error)
        let sibling = select(Post.id).where(Post.authorID == User.id).subquery("s")
        let id = sibling.columns
        assertError(
            select(User.id, id).crossJoin(sibling),
            #""users"."id" is mentioned before its table is joined: "#
                + "join it earlier, or make a subquery that refers to it lateral(…)")
    }

    func testTwoTablesOfOneName() {
        let error = { (name: String) in
            #"two tables of one FROM clause are called "\#(name)": give one of them another name with alias(…)"#
        }
        assertError(select(User.id).from(User.self).join(User.self, on: User.id == User.managerID), error("users"))
        assertError(
            select(Post.id).join(User.alias("x"), on: User.alias("x").id == Post.authorID)
                .crossJoin(Comment.alias("x")), error("x"))
        assertError(update(User.self).from(User.self).set(User.age, to: 1), error("users"))
    }

    func testWhatIsInSight() throws {
        let dialect = PostgreSQLDialect()
        // Two levels up; the same table within and without; SQL of the user's own.
        let inner = exists(select(Comment.id).where(Comment.authorID == User.id && Comment.postID == Post.id))
        XCTAssertNoThrow(
            try select(User.id).where(exists(select(Post.id).where(inner))).compile(for: dialect))
        XCTAssertNoThrow(
            try select(User.id).where(User.id.in(select(User.managerID.assuming(Int.self)).where(User.age > 3)))
                .compile(for: dialect))
        XCTAssertNoThrow(
            try select(User.id)
                .where(sqlExpression("EXISTS (SELECT 1 FROM posts WHERE \(Post.authorID) = 1)", as: Bool.self))
                .compile(for: dialect))
        XCTAssertNoThrow(try sql("SELECT \(Post.views) FROM posts").compile(for: dialect))
        XCTAssertNoThrow(
            try select(Fn.count(User.id).over(partitionBy: [User.role])).where(User.age > 3).compile(for: dialect))
    }

    func testARowOfTheOuterSideMustBeOptional() {
        let condition = Post.authorID == User.id
        func error(_ name: String, _ join: String) -> String {
            "\(name) is selected from the outer side of a \(join) JOIN, where there may be no row: "
                + "select \(name).entity.optional"
        }
        assertError(select(User.self, Post.self).leftJoin(Post.self, on: condition), error("Post", "LEFT"))
        assertError(select(User.entity, Post.entity).leftJoin(Post.self, on: condition), error("Post", "LEFT"))
        assertError(
            select(User.entity, Post.entity.optional).rightJoin(Post.self, on: condition), error("User", "RIGHT"))
        assertError(select(User.self).rightJoin(Post.self, on: condition), error("User", "RIGHT"))
        assertError(
            select(User.entity.optional, Post.entity).fullJoin(Post.self, on: condition), error("Post", "FULL"))
        let boss = User.alias("boss")
        assertError(
            select(User.id, boss.entity).leftJoin(boss, on: User.managerID == boss.id),
            error(#"User.alias("boss")"#, "LEFT"))
        // A later right join makes all before it outer.
        assertError(
            select(User.self, Post.self).join(Post.self, on: condition)
                .rightJoin(Comment.self, on: Comment.postID == Post.id), error("User", "RIGHT"))
    }

    func testRowsOfTheInnerSideNeedNotBe() throws {
        let condition = Post.authorID == User.id
        for dialect in [PostgreSQLDialect(), SQLiteDialect()] as [any Dialect] {
            _ = try select(User.self).leftJoin(Post.self, on: condition).compile(for: dialect)
            _ = try select(User.entity, Post.entity.optional).leftJoin(Post.self, on: condition).compile(for: dialect)
            _ = try select(User.entity.optional, Post.entity).rightJoin(Post.self, on: condition)
                .compile(for: dialect)
            _ = try select(User.self, Post.self).join(Post.self, on: condition)
                .leftJoin(Comment.self, on: Comment.postID == Post.id).compile(for: dialect)
        }
    }
}
