import Cinnabar
import CinnabarTesting

func addBook(_ sessions: AsyncSessionMaker, _ title: String, by name: String) async throws -> Int? {
    try await sessions.begin { session in
        let found = select(Author.self).where(Author.name == name)
        let author = try await session.scalars(found).oneOrNone() ?? Author(name: name)
        let book = Book(title: title)
        book.author.set(author)  // author.books has it at the same moment
        session.add(book)  // and the author goes along
        try await session.flush()  // INSERT author, INSERT book: the keys are there
        return book.id
    }  // COMMIT; on a throw or when the task is cancelled, ROLLBACK
}

func rename(_ sessions: AsyncSessionMaker, _ id: Int) async throws {
    try await sessions.begin { session in
        guard let author = try await session.get(Author.self, id) else { return }
        let again = try await session.get(Author.self, id)  // nothing is sent
        print(author === again)  // true
        author.name = "Ursula K. Le Guin"
        print(try inspect(author).history(of: Author.name))  // before and after
    }  // UPDATE "authors" SET "name" = … WHERE "id" = …
}

func shelves(_ session: isolated AsyncSession) async throws {
    // Two statements, whatever the number of authors.
    let eager = select(Author.self).options(.selectIn(Author.books))
    for author in try await session.scalars(eager) { print(author.name, try author.books.loaded.count) }

    // A LEFT JOIN in the same statement: for what there is one of.
    let books = select(Book.self).options(.joined(Book.author))
    for book in try await session.scalars(books) { print(book.title, try book.author.loaded.name) }

    // Later, for one object, in plain sight.
    if let author = try await session.scalars(select(Author.self)).first() {
        let recent = try await author.books.load().filter { ($0.year ?? 0) > 2000 }
        print(recent.count)
    }

    // In the select list: nothing to forget, the types say what is there.
    for (author, books) in try await session.execute(select(Author.entity, Author.books)) {
        print(author.name, books.map(\.title))
    }
}

func inBulk(_ session: isolated AsyncSession, _ rows: [Book.Row]) async throws {
    try await session.execute(update(Book.self).where(Book.year < 1900).set(Book.title, to: Book.title + " (classic)"))
    try await session.execute(delete(Book.self).where(Book.year == nil))
    try await session.execute(insert(Book.self).values(rows))  // plain values: no objects are made
    for try await book in try await session.stream(select(Book.rows)) {  // row by row, nothing is kept
        print(book.title)
    }
}

func signUp(_ sessions: AsyncSessionMaker, _ name: String) async throws -> Bool {
    do {
        try await sessions.begin { session in session.add(Author(name: name)) }
        return true
    } catch let error as DatabaseError where error.isUniqueViolation(of: Author.name) {
        return false  // taken
    }
}

func testThatItStoresABook(_ engine: AsyncEngine) async throws {
    try await withRolledBackSessions(engine) { sessions in
        _ = try await addBook(sessions, "The Dispossessed", by: "Le Guin")
        try await withQueryBudget(atMost: 7, on: engine) {  // however many authors there are
            try await sessions.withSession { session in try await shelves(session) }
        }
    }  // nothing was stored
}
