import Cinnabar
import CinnabarORM
import CinnabarSQL
import XCTest

@Model("branches")
final class Branch {
    @PrimaryKey var id: Int?
    var name: String
    @ForeignKey(\Branch.id) var parentID: Int?
    @Relationship(foreignKey: \Branch.parentID) var parent: One<Branch?>
    @Relationship(foreignKey: \Branch.parentID, orderBy: .ascending(\Branch.name)) var children: Many<Branch>
}

/// The keys that a database makes, whatever else its triggers do.
final class GeneratedKeyTests: XCTestCase {
    private func withSessions(_ body: (AsyncSessionMaker) async throws -> Void) async throws {
        try await onEveryDatabase { database in
            try await database.engine.createAll(MetaData(Branch.self))
            try await body(AsyncSessionMaker(database.engine))
        }
    }

    private func withTrigger(
        _ sqlite: String, _ postgreSQL: [String], _ body: (AsyncSessionMaker, StatementLog) async throws -> Void
    ) async throws {
        try await withSessions { sessions in
            let engine = sessions.engine
            // Its keys are ahead of the branches', so that one cannot be taken for the other.
            try await engine.execute(text("CREATE TABLE notes (id INTEGER PRIMARY KEY, name TEXT)"))
            try await engine.execute(text("INSERT INTO notes VALUES (1000, 'first')"))
            for sql in engine.dialect.name == "SQLite" ? [sqlite] : postgreSQL {
                try await engine.execute(text(unsafe: sql))
            }
            try await body(sessions, StatementLog(engine))
        }
    }

    private func function(_ body: String, _ trigger: String) -> [String] {
        [
            "CREATE FUNCTION on_branch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \(body) END $$",
            "\(trigger) FOR EACH ROW EXECUTE FUNCTION on_branch()",
        ]
    }

    func testATriggerThatInsertsElsewhereChangesNoKey() async throws {
        let note = "INSERT INTO notes (id, name) SELECT max(id) + 7, NEW.name FROM notes;"
        let trigger = "CREATE TRIGGER note AFTER INSERT ON branches"
        try await withTrigger("\(trigger) BEGIN \(note) END", function("\(note) RETURN NULL;", trigger)) {
            sessions, log in
            let parent = Branch(name: "a", children: [Branch(name: "b"), Branch(name: "c")])
            try await sessions.begin { session in session.add(parent) }
            let children = try parent.children.loaded
            let isSQLite = sessions.engine.dialect.name == "SQLite"
            XCTAssertEqual(log.statements.filter { $0.contains("RETURNING") }.isEmpty, isSQLite)
            let stored = try await sessions.engine.execute(
                select(Branch.id, Branch.name, Branch.parentID).order(by: Branch.name)
            ).all()
            XCTAssertEqual(stored.map { $0.0 }, [parent.id, children[0].id, children[1].id])
            XCTAssertEqual(stored.map { $0.2 }, [nil, parent.id, parent.id])
            let notes = try await sessions.engine.scalar(text("SELECT count(*) FROM notes").columns(Int.self))
            XCTAssertEqual(notes, 4)
        }
    }

    func testAKeyThatTheProgramGaveStays() async throws {
        try await withSessions { sessions in
            let nodes = [Branch(id: 50, name: "a"), Branch(name: "b")]
            try await sessions.begin { session in session.addAll(nodes) }
            let stored = try await sessions.engine.execute(select(Branch.id).order(by: Branch.name)).all()
            XCTAssertEqual(nodes[0].id, 50)
            XCTAssertEqual(stored, nodes.map(\.id))
        }
    }

    func testAnInsertThatATriggerSkipsIsAnErrorAndNotAnothersKey() async throws {
        let trigger = "CREATE TRIGGER skip BEFORE INSERT ON branches"
        let note = "INSERT INTO notes (id, name) SELECT max(id) + 7, NEW.name FROM notes;"
        try await withTrigger(
            "\(trigger) WHEN NEW.name = 'b' BEGIN \(note) SELECT RAISE(IGNORE); END",
            function("IF NEW.name = 'b' THEN \(note) RETURN NULL; END IF; RETURN NEW;", trigger)
        ) { sessions, _ in
            let nodes = [Branch(name: "a"), Branch(name: "b")]
            let session = sessions()
            session.addAll(nodes)
            do {
                try await session.flush()
                XCTFail("no error")
            } catch {
                XCTAssertTrue(
                    "\(error)".contains(
                        #"of 2 rows written to table "branches" 1 came back: a trigger may skip rows or change their keys"#
                    ), "\(error)")
            }
            await session.close()
            XCTAssertEqual(nodes.map(\.id), [nil, nil])
            let count = try await sessions.engine.scalar(select(Fn.count(Branch.id)))
            XCTAssertEqual(count, 0)
        }
    }

    /// On SQLite, where the key of an insert that was replaced is not told.
    func testAViewWhoseTriggerInsertsElsewhereIsAnErrorAndNotAnothersKey() async throws {
        try await withSessions { sessions in
            let engine = sessions.engine
            guard engine.dialect.name == "SQLite" else { return }
            for sql in [
                "CREATE TABLE woods (id INTEGER PRIMARY KEY, name TEXT, parent_id BIGINT)",
                "INSERT INTO woods VALUES (70, 'first', NULL)", "DROP TABLE branches",
                "CREATE VIEW branches AS SELECT * FROM woods",
                "CREATE TRIGGER replaced INSTEAD OF INSERT ON branches BEGIN "
                    + "INSERT INTO woods (name) VALUES (NEW.name); END",
            ] { try await engine.execute(text(unsafe: sql)) }
            let node = Branch(name: "a")
            do {
                try await sessions.begin { session in session.add(node) }
                XCTFail("no error")
            } catch {
                XCTAssertTrue("\(error)".contains(#"of 1 row written to table "branches" 0 came back"#), "\(error)")
            }
            XCTAssertNil(node.id)
        }
    }
}
