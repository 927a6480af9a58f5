import Cinnabar
import CinnabarEngine
import CinnabarORM
import CinnabarSQL
import CinnabarTesting
import XCTest

/// A text is its key, and the key of its relationships.
@Model("labels")
final class Label {
    @PrimaryKey var text: String
    var note: String
    @ForeignKey(\Label.text) var parentText: String?
    @Relationship(foreignKey: \Label.parentText) var parent: One<Label?>
    @Relationship(foreignKey: \Label.parentText, orderBy: .ascending(\Label.note)) var children: Many<Label>
}

/// Every name is one that must be quoted.
@Model("odd \"table\"; --")
final class Odd {
    @PrimaryKey @Column(name: "i'd\"") var id: Int?
    @Column(name: "na\"me' -- $1 ?") var name: String
    @ForeignKey(\Odd.id) @Column(name: "pa;rent /*") var parentID: Int?
    @Relationship(foreignKey: \Odd.parentID) var parent: One<Odd?>
    @Relationship(foreignKey: \Odd.parentID, orderBy: .ascending(\Odd.name)) var children: Many<Odd>
}

/// S1: hostile texts through the entry points of the ORM.
final class HostileValueTests: XCTestCase {
    private func withLabels(_ body: (AsyncSessionMaker, StatementRecorder) async throws -> Void) async throws {
        try await onEveryDatabase { database in
            try await database.engine.createAll(MetaData(Label.self, User.self))
            // The canary.
            try await database.engine.execute(text("CREATE TABLE accounts (id INTEGER)"))
            try await database.engine.execute(text("INSERT INTO accounts VALUES (1)"))
            let recorder = StatementRecorder(database.engine)
            try await body(AsyncSessionMaker(database.engine), recorder)
            let canary = try await database.engine.scalar(text("SELECT count(*) FROM accounts").columns(Int.self))
            XCTAssertEqual(canary, 1, database.name)
            // A text of its own for each value would be a value in the text.
            let texts = Set(recorder.queries.map(\.sql))
            XCTAssertLessThan(texts.count, 40, "\(database.name): \(texts.prefix(50))")
        }
    }

    private func bytes(_ texts: [String]) -> [[UInt8]] { texts.map { Array($0.utf8) } }

    func testWhatIsAddedIsFoundByKeyAndByValue() async throws {
        let texts = HostileTexts.distinct
        try await withLabels { sessions, _ in
            try await sessions.begin { session in
                session.addAll(texts.map { Label(text: $0, note: "note of \($0)") })
            }
            let stored = try await sessions.engine.execute(select(Label.text)).all()
            XCTAssertEqual(Set(bytes(stored)), Set(bytes(texts)))
            let session = sessions()
            for text in texts {
                let label = try await session.getOne(Label.self, text)
                XCTAssertEqual(Array(label.text.utf8), Array(text.utf8))
                XCTAssertEqual(Array(label.note.utf8), Array("note of \(text)".utf8))
                let same = try await session.scalars(
                    select(Label.self).where(Label.note == "note of \(text)").where(Label.text.in([text, "nobody"]))
                        .where(Label.note.contains(text)).order(by: Label.text.descending)
                ).one()
                XCTAssertTrue(same === label, text)
                let raw = try await session.scalars(
                    CinnabarSQL.text("SELECT * FROM labels WHERE text = :text", ["text": text]).returning(Label.self)
                ).one()
                XCTAssertTrue(raw === label, text)
            }
            await session.close()
        }
    }

    func testWhatIsChangedIsWhatWasMeant() async throws {
        let texts = HostileTexts.distinct
        try await withLabels { sessions, _ in
            try await sessions.begin { session in session.addAll(texts.map { Label(text: $0, note: "") }) }
            func expectNotes(_ note: (String) -> String, _ what: String) async throws {
                let rows = try await sessions.engine.execute(select(Label.text, Label.note)).all()
                XCTAssertEqual(rows.count, texts.count, what)
                for (text, stored) in rows { XCTAssertEqual(Array(stored.utf8), Array(note(text).utf8), what) }
            }
            let session = sessions()
            let labels = try await session.scalars(select(Label.self)).all()
            for label in labels { label.note = "1 \(label.text)" }
            try await session.commit()
            try await expectNotes({ "1 \($0)" }, "attributes in one flush")
            for label in labels.prefix(200) {
                label.note = "2 \(label.text)"
                try await session.flush()
                label.note = "1 \(label.text)"
            }
            try await session.commit()
            try await expectNotes({ "1 \($0)" }, "attributes one by one")
            for text in texts {
                try await session.execute(update(Label.self).where(Label.text == text).set(Label.note, to: "3 \(text)"))
            }
            try await session.commit()
            try await expectNotes({ "3 \($0)" }, "set-based")
            XCTAssertEqual(labels.map(\.note), labels.map { "3 \($0.text)" })
            let upserted = try await session.scalars(
                insert(Label.self).values(texts.map { Label.Row(text: $0, note: "4 \($0)", parentText: nil) })
                    .onConflict(Label.text, doUpdate: Label.note.to(Label.note.excluded)).returning(Label.self)
            ).all()
            XCTAssertEqual(Set(bytes(upserted.map(\.text))), Set(bytes(texts)))
            XCTAssertEqual(upserted.map(\.note), upserted.map { "4 \($0.text)" })
            try await session.commit()
            try await expectNotes({ "4 \($0)" }, "upsert")
            let merged = try await session.merge(Label(text: "' OR '1'='1", note: "5"))
            XCTAssertTrue(labels.contains { $0 === merged })
            try await session.rollback()
            try await expectNotes({ "4 \($0)" }, "a merge that was rolled back")
            // Half of them by objects, half by a condition.
            for label in labels.prefix(labels.count / 2) { try await session.delete(label) }
            try await session.flush()
            for label in labels.dropFirst(labels.count / 2) {
                try await session.execute(delete(Label.self).where(Label.text == label.text))
            }
            try await session.commit()
            let left = try await sessions.engine.scalar(select(Fn.count()).from(Label.self))
            XCTAssertEqual(left, 0)
            try await session.execute(
                insert(Label.self).values(texts.map { Label.Row(text: $0, note: $0, parentText: nil) }))
            try await session.commit()
            try await expectNotes({ $0 }, "bulk")
            await session.close()
        }
    }

    func testRelationshipsFollowHostileKeys() async throws {
        let texts = HostileTexts.distinct.filter { !$0.isEmpty }
        try await withLabels { sessions, _ in
            try await sessions.begin { session in
                session.addAll(
                    texts.map { text in
                        Label(text: text, note: "parent", children: [Label(text: "child of \(text)", note: text)])
                    })
            }
            let session = sessions()
            let parents = try await session.scalars(
                select(Label.self).where(Label.note == "parent").options(.selectIn(Label.children))
            ).all()
            XCTAssertEqual(parents.count, texts.count)
            for parent in parents {
                let child = try parent.children.loaded[0]
                XCTAssertEqual(Array(child.text.utf8), Array("child of \(parent.text)".utf8))
                XCTAssertTrue(try child.parent.loaded === parent)
            }
            for parent in parents.prefix(60) {
                let text = parent.text
                let joined = try await session.scalars(
                    select(Label.self).options(.joined(Label.parent)).where(Label.parent == parent)
                ).one()
                XCTAssertEqual(Array(joined.note.utf8), Array(text.utf8))
                let owner = try await session.scalars(
                    select(Label.self).where(Label.children.any(as: "c") { $0.note == text })
                ).one()
                XCTAssertTrue(owner === parent, text)
                session.expire(parent)
                let filtered = try await session.scalars(
                    select(Label.self).where(Label.text == text).options(
                        .selectIn(Label.children.where(Label.note == text).order(by: Label.text.descending)))
                ).one()
                XCTAssertEqual(try filtered.children.loaded.map(\.note), [text])
            }
            await session.close()
        }
    }

    /// Names are quoted wherever the ORM writes them.
    func testHostileNamesAreQuoted() async throws {
        try await onEveryDatabase { database in
            try await database.engine.createAll(MetaData(Odd.self))
            let sessions = AsyncSessionMaker(database.engine)
            try await sessions.begin { session in
                session.addAll(
                    (0..<30).map { number in
                        Odd(name: "\(number)", children: [Odd(name: "child a"), Odd(name: "child b")])
                    })
            }
            let session = sessions()
            let parents = try await session.scalars(
                select(Odd.self).where(Odd.parentID == nil).options(.selectIn(Odd.children)).order(by: Odd.id)
            ).all()
            XCTAssertEqual(parents.map(\.name), (0..<30).map { "\($0)" })
            for parent in parents { XCTAssertEqual(try parent.children.loaded.map(\.name), ["child a", "child b"]) }
            let joined = try await session.scalars(
                select(Odd.self).options(.joined(Odd.parent)).where(Odd.name == "child b")
                    .where(Odd.parent.has(as: "p\"'") { $0.name == "7" })
            ).one()
            XCTAssertTrue(try joined.parent.loaded === parents[7])
            parents[7].name = "seven"
            try await session.delete(joined)
            try await session.flush()
            try await session.execute(update(Odd.self).where(Odd.id == parents[8].id).set(Odd.name, to: "eight"))
            XCTAssertEqual(parents[8].name, "eight")
            try await session.refresh(parents[7], .selectIn(Odd.children))
            XCTAssertEqual(parents[7].name, "seven")
            XCTAssertEqual(try parents[7].children.loaded.map(\.name), ["child a"])
            try await session.commit()
            await session.close()
        }
    }
}
