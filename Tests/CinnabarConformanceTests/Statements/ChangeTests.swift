import CinnabarEngine
import CinnabarSQL
import XCTest

/// INSERT, UPDATE and DELETE in every form, run on both databases.
final class ChangeTests: XCTestCase {
    func testInserts() async throws {
        try await onEveryLibrary { engine in
            let id = try await engine.execute(
                insert(Book.self).values(Book.id.to(10), Book.title.to("Fifth"), Book.authorID.to(1)).returning(Book.id)
            ).one()
            let row = try await engine.execute(
                select(Book.title, Book.price, Book.stock).where(Book.id == id)
            ).one()
            XCTAssertEqual("\(row)", #"("Fifth", 1.5, 7)"#, "client default, server default")
            // Rows of different columns: each gets the defaults of what it does not name.
            try await engine.execute(
                insert(Book.self)
                    .values(Book.id.to(20), Book.title.to("a"), Book.authorID.to(1), Book.stock.to(1))
                    .values(Book.id.to(21), Book.title.to("b"), Book.authorID.to(1), Book.price.to(3)))
            let rows = try await engine.execute(
                select(Book.price, Book.stock).where(Book.id >= 20).order(by: Book.id)
            ).all()
            assertRows(rows, [(1.5, 1), (3, 7)])
            try await engine.execute(
                insert(Book.self, Book.id, Book.title, Book.authorID)
                    .from(select(Author.id + 30, Author.name, Author.id).where(Author.age != nil)))
            let copied = try await engine.execute(
                select(Book.title).where(Book.id > 30).order(by: Book.id)
            ).all()
            XCTAssertEqual(copied, ["Ada", "Bob"])
        }
    }

    func testUpserts() async throws {
        try await onEveryLibrary { engine in
            let row = insert(Author.self).values(Author.id.to(9), Author.name.to("Ada"), Author.age.to(99))
            try await engine.execute(row.onConflictDoNothing())
            try await engine.execute(row.onConflictDoNothing(Author.name))
            let age = select(Author.age).where(Author.name == "Ada")
            let unchanged = try await engine.execute(age).one()
            XCTAssertEqual(unchanged, 36)
            try await engine.execute(
                row.onConflict(Author.name, doUpdate: Author.age.to(Author.age.excluded - Author.age)))
            let difference = try await engine.execute(age).one()
            XCTAssertEqual(difference, 63)
            try await engine.execute(
                row.onConflict(Author.name, doUpdate: [Author.age.to(1)], where: Author.age > 100))
            let kept = try await engine.execute(age).one()
            XCTAssertEqual(kept, 63)
            try await engine.execute(
                insert(Author.self, Author.id, Author.name, Author.age).values([(1, "Ada", 1), (4, "Dee", 4)])
                    .onConflict(Author.id, doUpdate: Author.age.to(Author.age.excluded)))
            try await engine.execute(
                insert(Author.self, Author.id, Author.name).from(select(Author.id, Author.name))
                    .onConflict(Author.id, doUpdate: Author.name.to(Author.name.excluded + "!")))
            let all = try await engine.execute(select(Author.name, Author.age).order(by: Author.id)).all()
            assertRows(all, [("Ada!", 1), ("Bob!", 50), ("Cy!", nil), ("Dee!", 4)])
        }
    }

    func testUpsertOnAPartialIndex() async throws {
        try await onEveryLibrary { engine in
            try await engine.execute(text("CREATE UNIQUE INDEX one_full ON books (author_id) WHERE stock > 8"))
            try await engine.execute(
                insert(Book.self)
                    .values(Book.title.to("x"), Book.authorID.to(2), Book.stock.to(10))
                    .onConflict(Book.authorID, doUpdate: Book.stock.to(Book.stock.excluded + 1))
                    .onConflictIndex(where: Book.stock > 8))
            let stock = try await engine.execute(select(Book.stock).where(Book.id == 3)).one()
            XCTAssertEqual(stock, 11)
        }
    }

    func testUpdates() async throws {
        try await onEveryLibrary { engine in
            let changed = try await engine.execute(
                update(Book.self).where(Book.stock < 6).set(Book.stock, to: Book.stock + 1).set(Book.price.to(2))
                    .returning(Book.id, Book.stock)
            ).all()
            assertRows(changed.sorted { $0.0 < $1.0 }, [(1, 6), (2, 1), (4, 2)])
            let touched = try await engine.execute(
                select(Fn.count()).from(Book.self).where(Book.changedAt != nil)
            ).one()
            XCTAssertEqual(touched, 3, "set by every update")
            try await engine.execute(
                update(Book.self).from(Author.self).set(Book.title, to: Author.name + "'s")
                    .where(Book.authorID == Author.id && Author.age > 40))
            let list = values([(1, "one"), (2, "two")], alias: "v", columns: "id", "title")
            let (id, title) = list.columns
            try await engine.execute(update(Book.self).from(list).set(Book.title, to: title).where(Book.id == id))
            let old = select(Author.id).where(Author.age > 40).cte("old")
            let oldID = old.columns
            try await engine.execute(
                update(Book.self).from(old).set(Book.price, to: 0).where(Book.authorID == oldID))
            let books = try await engine.execute(select(Book.title, Book.price).order(by: Book.id)).all()
            assertRows(books, [("one", 2), ("two", 2), ("Bob's", 0), ("Bob's", 0)])
            let whole = try await engine.execute(
                update(Author.self).set(Author.age, to: nil).where(Author.id == 1).returning(Author.self)
            ).one()
            XCTAssertEqual(whole, Author(id: 1, name: "Ada", age: nil))
            let mentor = scalar(select(Author.alias("m").age).where(Author.alias("m").id == Author.mentorID))
            try await engine.execute(update(Author.self).set(Author.age, to: mentor).where(Author.id == 3))
            let age = try await engine.execute(select(Author.age).where(Author.id == 3)).one()
            XCTAssertEqual(age, 50)
        }
    }

    func testDeletes() async throws {
        try await onEveryLibrary { engine in
            let gone = try await engine.execute(
                delete(Book.self).where(Book.stock == 0).returning(Book.self)
            ).all()
            XCTAssertEqual(gone, [Book(id: 2, title: "Engines")])
            try await engine.execute(
                delete(Book.self)
                    .where(exists(select(Author.id).where(Author.id == Book.authorID && Author.age < 40))))
            let left = try await engine.execute(select(Book.id).order(by: Book.id)).all()
            XCTAssertEqual(left, [3, 4])
        }
        try await onEveryLibrary(requires: .deleteUsing) { engine in
            let gone = try await engine.execute(
                delete(Book.self).using(Author.self).where(Book.authorID == Author.id && Author.age > 40)
                    .returning(Book.id, Author.name)
            ).all()
            assertRows(gone.sorted { $0.0 < $1.0 }, [(3, "Bob"), (4, "Bob")])
        }
    }

    func testRowLocks() async throws {
        try await onEveryLibrary(requires: .rowLocks) { engine in
            try await engine.begin { connection in
                let mine = try await connection.execute(
                    select(Book.id).order(by: Book.id).limit(2).forUpdate()
                ).all()
                XCTAssertEqual(mine, [1, 2])
                try await engine.begin { other in
                    let free = try await other.execute(select(Book.id).order(by: Book.id).skipLocked()).all()
                    XCTAssertEqual(free, [3, 4])
                }
                let refused = await failure {
                    try await engine.begin { other in
                        _ = try await other.execute(
                            select(Book.id).join(Author.self, on: Author.id == Book.authorID)
                                .forUpdate(of: Book.self, wait: .noWait)
                        ).all()
                    }
                }
                XCTAssertEqual((refused as? DatabaseError)?.kind, .lockNotAvailable)
            }
        }
    }
}
