import Cinnabar
import ExampleSupport

/// A document that several people edit.
@Model("documents")
final class Document {
    @PrimaryKey var id: Int?
    var text: String
    @Column(.version) var version: Int = 1
}

/// Troubleshooting: IntegrityError, session not committing, stale data.
func troubleshootSessions(_ sheet: Cheatsheet) async throws {
    // IntegrityError: caught by the column that it is about.
    do {
        try await sheet.sessions.begin { session in session.add(User(name: "Bob", email: "bob@example.com")) }
        throw CheatsheetError("unique violation", found: "no error", expected: "DatabaseError")
    } catch let error as DatabaseError where error.isUniqueViolation(of: User.email) {
        print("IntegrityError, of User.email:\n   \(error)")
    }

    // Session not committing: closing it says what is lost.
    let log = LogLines()
    try await sheet.database.withEngine(log: log) { engine in
        try await AsyncSessionMaker(engine).withSession { session in
            session.add(User(name: "Forgotten", email: "forgotten@example.com"))
        }
    }
    let warning = try require("a warning", log.all.first { $0.contains("work that is lost") })
    try expect("session not committing", warning.contains("1 new"), true)
    print("   \(warning)")

    // A failed flush: the session says what to do before it goes on.
    try await sheet.sessions.withSession { session in
        session.add(User(name: "Bob", email: "bob@example.com"))
        do { try await session.flush() } catch is DatabaseError {}
        try await expectError("after a failed flush", SessionError.self, saying: "rollback()") {
            _ = try await session.scalars(select(User.self))
        }
        try await session.rollback()
        try expect("after the rollback", try await session.scalar(select(Fn.count(User.id))), 2)
    }
    try await staleData(sheet)
}

private func staleData(_ sheet: Cheatsheet) async throws {
    let documents = MetaData(Document.self)
    try await sheet.engine.dropAll(documents)
    try await sheet.engine.createAll(documents)
    try await sheet.sessions.begin { session in session.add(Document(text: "draft")) }

    try await sheet.sessions.withSession { mine in
        let document = try await mine.scalars(select(Document.self)).one()
        try await sheet.sessions.begin { theirs in
            try await theirs.scalars(select(Document.self)).one().text = "theirs"
        }
        try expect("stale", document.text, "draft")
        document.text = "mine"
        try await expectError("StaleDataError", StaleDataError.self, saying: "refresh it") {
            try await mine.commit()
        }
        try await mine.rollback()
        try await mine.refresh(document)
        try expect("refreshed", document.text, "theirs")
        document.text = "mine after all"
        try await mine.commit()

        // expire: read again by the next query that meets it
        mine.expire(document)
        _ = try await mine.scalars(select(Document.self)).all()
        try expect("version", document.version, 3)
    }
    try await sheet.engine.dropAll(documents)
}
