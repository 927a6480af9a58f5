import Cinnabar
import CinnabarEngine
import CinnabarORM
import CinnabarSQL
import XCTest

final class LoadingTests: ORMTestCase {
    func testWhatIsNotLoadedSaysHowToLoadIt() async throws {
        try await withSessions { sessions in
            try await addPeople(sessions)
            let session = sessions()
            let user = try await session.scalars(select(User.self).order(by: User.id)).rows[0]
            XCTAssertThrowsError(try user.posts.loaded) { error in
                XCTAssertEqual(
                    "\(error)", "User.posts is not loaded: add .selectIn(User.posts) or await user.posts.load()")
            }
            XCTAssertNil(user.posts.ifLoaded)
            let posts = try await user.posts.load()
            XCTAssertEqual(posts.map(\.title), ["First", "Second"])
            let post = posts[0]
            await session.close()
            XCTAssertEqual(try user.posts.loaded.count, 2)
            do {
                try await post.comments.load()
                XCTFail("there is no session any more")
            } catch let error as NotLoadedError {
                XCTAssertEqual(error.reason, .detached)
                XCTAssertEqual(
                    error.description,
                    "Post.comments is not loaded, and the object has no open session to load it with: load it before "
                        + "the session closes, or merge the object into another session")
            }
        }
    }

    func testSelectInTakesOneQueryForAllParents() async throws {
        try await withSessions { sessions in
            try await addPeople(sessions)
            let log = StatementLog(sessions.engine)
            try await sessions.withSession { session in
                let users = try await session.scalars(
                    select(User.self).options(
                        .selectIn(User.posts).then(.selectIn(Post.comments), .selectIn(Post.tags))
                    )
                    .order(by: User.id)
                ).all()
                XCTAssertEqual(log.statements.count, 4)
                XCTAssertEqual(try users.map { try $0.posts.loaded.count }, [2, 1])
                let first = try users[0].posts.loaded[0]
                XCTAssertEqual(try first.comments.loaded.map(\.content), ["Nice"])
                XCTAssertEqual(try first.tags.loaded.map(\.name), ["sql", "swift"])
                XCTAssertEqual(try users[1].posts.loaded[0].comments.loaded.count, 0)
            }
        }
    }

    func testJoinedTakesNoFurtherQueryAndCountsRootsOnce() async throws {
        try await withSessions { sessions in
            try await addPeople(sessions)
            let log = StatementLog(sessions.engine)
            try await sessions.withSession { session in
                let users = try await session.scalars(
                    select(User.self).options(.joined(User.profile), .joined(User.posts).then(.joined(Post.comments)))
                        .order(by: User.id)
                ).all()
                XCTAssertEqual(log.statements.count, 1)
                XCTAssertEqual(users.map(\.name), ["Alice", "Bob"])
                XCTAssertEqual(Set(try users[0].posts.loaded.map(\.title)), ["First", "Second"])
                XCTAssertNil(try users[1].profile.loaded)
                let first = try XCTUnwrap(users[0].posts.loaded.first { $0.title == "First" })
                XCTAssertEqual(try first.comments.loaded.count, 1)
                // With a limit the collection is fetched apart, so that the limit counts users.
                log.clear()
                session.expireAll()
                let page = try await session.scalars(
                    select(User.self).options(.joined(User.posts)).order(by: User.id).limit(1)
                ).all()
                XCTAssertEqual(page.count, 1)
                XCTAssertEqual(try page[0].posts.loaded.count, 2)
                XCTAssertEqual(log.statements.count, 2)
            }
        }
    }

    func testManyToOneIsSharedAndComesFromTheSessionWhereItIsThere() async throws {
        try await withSessions { sessions in
            try await addPeople(sessions)
            let log = StatementLog(sessions.engine)
            try await sessions.withSession { session in
                let posts = try await session.scalars(
                    select(Post.self).options(.selectIn(Post.author)).order(by: Post.id)
                ).all()
                XCTAssertEqual(log.statements.count, 2)
                XCTAssertTrue(try posts[0].author.loaded === posts[1].author.loaded)
                XCTAssertEqual(try posts[2].author.loaded.name, "Bob")
                // Every author is there: no query.
                log.clear()
                session.expire(posts[0])
                _ = try await posts[0].author.load()
                XCTAssertEqual(log.statements.count, 0)
            }
        }
    }

    func testFilteredAndOrderedLoaders() async throws {
        try await withSessions { sessions in
            try await addPeople(sessions)
            try await sessions.withSession { session in
                let user = try await session.scalars(
                    select(User.self).options(
                        .selectIn(User.posts.where(Post.title != "First").order(by: Post.title.descending))
                    ).where(User.name == "Alice")
                ).one()
                XCTAssertEqual(try user.posts.loaded.map(\.title), ["Second"])
            }
        }
    }

    func testRaiseForbidsLoadingOnDemand() async throws {
        try await withSessions { sessions in
            try await addPeople(sessions)
            try await sessions.withSession { session in
                let user = try await session.scalars(
                    select(User.self).options(.raise(User.posts)).where(User.name == "Bob")
                ).one()
                do {
                    try await user.posts.load()
                    XCTFail("the query forbade it")
                } catch let error as NotLoadedError {
                    XCTAssertEqual(error.reason, .raised)
                }
            }
        }
    }

    func testDeferredAttributes() async throws {
        try await withSessions { sessions in
            try await addPeople(sessions)
            try await sessions.begin { session in
                let posts = try await session.scalars(select(Post.self).order(by: Post.id)).all()
                XCTAssertThrowsError(try posts[0].body.loaded) { error in
                    XCTAssertEqual(
                        "\(error)",
                        "Post.body is deferred and not loaded: add .undefer(Post.body) or await post.body.load()")
                }
                let body = try await posts[0].body.load()
                XCTAssertEqual(body, "body of First")
                posts[1].body.set("changed")
            }
            try await sessions.withSession { session in
                let posts = try await session.scalars(
                    select(Post.self).options(.undefer(Post.body)).order(by: Post.id)
                ).all()
                XCTAssertEqual(try posts.map { try $0.body.loaded }, ["body of First", "changed", "body of Third"])
                let users = try await session.scalars(
                    select(User.self).options(.selectIn(User.posts).then(.undefer(Post.body))).order(by: User.id)
                ).all()
                XCTAssertEqual(try users[1].posts.loaded[0].body.loaded, "body of Third")
            }
        }
    }

    func testRelationshipsInTheSelectList() async throws {
        try await withSessions { sessions in
            try await addPeople(sessions)
            let log = StatementLog(sessions.engine)
            try await sessions.withSession { session in
                let rows = try await session.execute(
                    select(User.entity, User.posts, User.profile).order(by: User.id)
                ).all()
                XCTAssertEqual(log.statements.count, 3)
                XCTAssertEqual(rows.map(\.0.name), ["Alice", "Bob"])
                XCTAssertEqual(rows.map { $0.1.map(\.title) }, [["First", "Second"], ["Third"]])
                XCTAssertEqual(rows.map { $0.2?.bio }, ["Hello!", nil])
            }
            do {
                _ = try await sessions.engine.execute(select(User.entity, User.posts))
                XCTFail("only a session can")
            } catch let error as DatabaseError {
                XCTAssertEqual(error.kind, .misuse)
            }
        }
    }

    func testOneOwnJoinFillsARelationship() async throws {
        try await withSessions { sessions in
            try await addPeople(sessions)
            let log = StatementLog(sessions.engine)
            try await sessions.withSession { session in
                let users = try await session.scalars(
                    select(User.self).join(User.posts).where(Post.title == "Second").options(.fromJoin(User.posts))
                ).all()
                XCTAssertEqual(log.statements.count, 1)
                XCTAssertEqual(users.map(\.name), ["Alice"])
                XCTAssertEqual(try users[0].posts.loaded.map(\.title), ["Second"])
            }
        }
    }

    func testJoinsAndConditionsAlongRelationships() async throws {
        try await withSessions { sessions in
            try await addPeople(sessions)
            try await sessions.withSession { session in
                func names(_ statement: Select<String>) async throws -> [String] {
                    try await session.scalars(statement.order(by: User.name)).all()
                }
                let users = select(User.name)
                var found = try await names(users.where(User.posts.any(Post.title == "Third")))
                XCTAssertEqual(found, ["Bob"])
                found = try await names(users.where(!User.profile.has()))
                XCTAssertEqual(found, ["Bob"])
                found = try await names(users.join(User.posts).join(Post.tags).where(Tag.name == "sql"))
                XCTAssertEqual(found, ["Alice"])
                let bob = try await session.scalars(select(User.self).where(User.name == "Bob")).one()
                let titles = try await session.scalars(select(Post.title).where(Post.author == bob)).all()
                XCTAssertEqual(titles, ["Third"])
                let tag = try await session.scalars(select(Tag.self).where(Tag.name == "swift")).one()
                let tagged = try await session.scalars(
                    select(Post.title).where(Post.tags.contains(tag)).order(by: Post.id)
                ).all()
                XCTAssertEqual(tagged, ["First", "Second"])
                let left = try await session.execute(
                    select(User.name, Profile.entity.optional).leftJoin(User.profile).order(by: User.name)
                ).all()
                XCTAssertEqual(left.map { $0.1?.bio }, ["Hello!", nil])
            }
        }
    }

    func testRawSQLBecomesObjects() async throws {
        try await withSessions { sessions in
            try await addPeople(sessions)
            try await sessions.withSession { session in
                let users = try await session.scalars(
                    text(
                        """
                        SELECT role, updated_at, created_at, active, age, email, name, id FROM users WHERE name = :name
                        """, ["name": "Bob"]
                    ).returning(User.self)
                ).all()
                XCTAssertEqual(users.map(\.email), ["bob@example.com"])
                let again = try await session.get(User.self, XCTUnwrap(users[0].id))
                XCTAssertTrue(again === users[0])
                do {
                    _ = try await session.scalars(text("SELECT id FROM users").returning(User.self))
                    XCTFail("columns are missing")
                } catch let error as RowDecodingError {
                    XCTAssertEqual(error.reason, .noColumn)
                }
            }
        }
    }

    func testATreeOfOneTable() async throws {
        try await withSessions { sessions in
            try await sessions.begin { session in
                let root = TreeNode(name: "root")
                for name in ["a", "b"] {
                    let child = TreeNode(name: name)
                    root.children.append(child)
                    child.children.append(TreeNode(name: name + "1"))
                }
                session.add(root)
            }
            try await sessions.withSession { session in
                let root = try await session.scalars(
                    select(TreeNode.self).options(.selectIn(TreeNode.children).then(.selectIn(TreeNode.children)))
                        .where(TreeNode.parent == nil)
                ).one()
                XCTAssertEqual(try root.children.loaded.map(\.name), ["a", "b"])
                XCTAssertEqual(try root.children.loaded[1].children.loaded.map(\.name), ["b1"])
                XCTAssertTrue(try root.children.loaded[0].parent.loaded === root)
                let parent = TreeNode.alias("parent")
                let names = try await session.scalars(
                    select(TreeNode.name).join(TreeNode.parent, as: parent).where(parent.name == "root")
                        .order(by: TreeNode.name)
                ).all()
                XCTAssertEqual(names, ["a", "b"])
                let withB = try await session.scalars(
                    select(TreeNode.name).where(TreeNode.children.any(as: "c") { child in child.name == "b1" })
                ).all()
                XCTAssertEqual(withB, ["b"])
            }
        }
    }
}
