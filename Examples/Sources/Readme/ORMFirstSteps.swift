import Cinnabar
import CinnabarSQLite

@Model("authors")
final class Author {
    @PrimaryKey var id: Int?  // made by the database: nil until then
    @Column(.varchar(100), unique: true) var name: String
    @Relationship var books: Many<Book>
}

@Model("books")
final class Book {
    @PrimaryKey var id: Int?
    var title: String
    var year: Int?
    @ForeignKey(\Author.id) var authorID: Int?
    @Relationship var author: One<Author>
}

func library() async throws {
    let engine = try AsyncEngine("sqlite:///:memory:", drivers: [.sqlite])
    try await engine.createAll(MetaData(Author.self))
    let sessions = AsyncSessionMaker(engine)

    try await sessions.begin { session in
        session.add(Author(name: "Le Guin", books: [Book(title: "The Dispossessed", year: 1974)]))
    }  // flushed and committed here; rolled back on throw or cancellation

    try await sessions.begin { session in
        let early = select(Author.self).where(Author.books.any(Book.year < 1980)).options(.selectIn(Author.books))
        for author in try await session.scalars(early) {
            for book in try author.books.loaded { book.title += " (\(author.name))" }
        }
    }  // one UPDATE of what has changed

    try await sessions.withSession { session in
        let books = try await session.stream(select(Book.self).order(by: Book.year.descending))
        for try await book in books { print(book.title) }
    }
    await engine.dispose()
}
