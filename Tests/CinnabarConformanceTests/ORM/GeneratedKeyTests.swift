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

    /// COMMIT travels with the last statements: the database itself must keep it from running.
    func testAnInsertThatATriggerSkipsKeepsTheCommitFromRunning() async throws {
        let trigger = "CREATE TRIGGER skip BEFORE INSERT ON branches"
        try await withTrigger(
            "\(trigger) WHEN NEW.name = 'b' BEGIN SELECT RAISE(IGNORE); END",
            function("IF NEW.name = 'b' THEN RETURN NULL; END IF; RETURN NEW;", trigger)
        ) { sessions, _ in
            func expectNothing(_ what: String, _ body: (isolated AsyncSession) async throws -> Void) async throws {
                do {
                    try await sessions.begin(body)
                    XCTFail("no error: \(what)")
                } catch let error as UnmatchedRowsError {
                    XCTAssertEqual(error.expected - error.actual, 1, "\(what): \(error)")
                }
                let count = try await sessions.engine.scalar(select(Fn.count(Branch.id)))
                XCTAssertEqual(count, 0, what)
            }
            try await expectNothing("one of several") { session in
                session.addAll([Branch(name: "a"), Branch(name: "b"), Branch(name: "c")])
            }
            try await expectNothing("a child") { session in
                session.add(Branch(name: "a", children: [Branch(name: "c"), Branch(name: "b")]))
            }
            try await expectNothing("one behind a flush") { session in
                session.add(Branch(name: "a"))
                try await session.flush()
                session.add(Branch(name: "b"))
            }
            try await expectNothing("one alone") { session in session.add(Branch(name: "b")) }
            try await expectNothing("many") { session in
                session.addAll((0..<40).map { Branch(name: $0 == 7 ? "b" : "\($0)") })
            }
            // A session that is held by hand goes on after its rollback.
            let session = sessions()
            let nodes = [Branch(name: "a"), Branch(name: "b")]
            session.addAll(nodes)
            do {
                try await session.commit()
                XCTFail("no error")
            } catch is UnmatchedRowsError {}
            XCTAssertEqual(nodes.map(\.id), [nil, nil])
            try await session.rollback()
            nodes[1].name = "c"
            session.addAll(nodes)
            try await session.commit()
            await session.close()
            let names = try await sessions.engine.execute(select(Branch.name).order(by: Branch.id)).all()
            XCTAssertEqual(names, ["a", "c"])
        }
    }

    /// PostgreSQL takes no insert inside WITH where a rule adds statements to it.
    func testATableWithARuleSaysWhatToDo() async throws {
        try await withSessions { sessions in
            guard sessions.engine.dialect.capabilities.contains(.changesInWith) else { return }
            try await sessions.engine.execute(
                text("CREATE RULE also AS ON INSERT TO branches DO ALSO SELECT pg_notify('branches', '')"))
            do {
                try await sessions.begin { session in session.addAll([Branch(name: "a"), Branch(name: "b")]) }
                XCTFail("no error")
            } catch let error as DatabaseError {
                XCTAssertEqual(
                    error.message,
                    "DO ALSO rules are not supported for data-modifying statements in WITH; call flush() before commit(): "
                        + "the insert is then sent without WITH")
            }
            let made = [Branch(name: "c"), Branch(name: "d")]
            try await sessions.withSession { session in
                session.addAll(made)
                try await session.flush()
                try await session.commit()
            }
            let names = try await sessions.engine.execute(select(Branch.name).order(by: Branch.id)).all()
            XCTAssertEqual(names, ["c", "d"])
            XCTAssertTrue(made.allSatisfy { $0.id != nil })
        }
    }

    /// A key of another type than exactly INTEGER is NULL in SQLite when it is left out, and the row's number is not it.
    func testOnlyARowsNumberIsTakenForItsKey() async throws {
        for (key, works) in [
            ("id INTEGER PRIMARY KEY", true), ("id integer PRIMARY KEY AUTOINCREMENT", true),
            ("id BIGINT PRIMARY KEY", false), ("id INT PRIMARY KEY", false), ("id INTEGER PRIMARY KEY DESC", false),
        ] {
            try await onSQLite { database in
                let engine = database.engine
                try await engine.execute(
                    text(unsafe: "CREATE TABLE branches (\(key), name TEXT NOT NULL, parent_id INTEGER)"))
                let sessions = AsyncSessionMaker(engine)
                for _ in 0..<2 {
                    let node = Branch(name: "a")
                    do {
                        try await sessions.begin { session in session.add(node) }
                        XCTAssertTrue(works, key)
                        let stored = try await engine.execute(select(Branch.id).order(by: Branch.id)).all()
                        XCTAssertEqual(stored.last, node.id, key)
                    } catch let error as DatabaseError {
                        XCTAssertFalse(works, key)
                        XCTAssertEqual(
                            error.message,
                            #"SQLite makes no key for table "branches", only for one declared exactly INTEGER PRIMARY "#
                                + "KEY: give new objects a key, or declare it so")
                        let count = try await engine.scalar(select(Fn.count()).from(Branch.self))
                        XCTAssertEqual(count, 0, key)
                    }
                }
                // One's own key is stored everywhere.
                try await sessions.begin { session in session.add(Branch(id: 70, name: "mine")) }
                let mine = try await engine.scalar(select(Branch.name).where(Branch.id == 70))
                XCTAssertEqual(mine, "mine")
            }
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
