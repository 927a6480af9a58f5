import Cinnabar

/// What a lending library knows.
@Model("books")
final class Book {
    @PrimaryKey var id: Int?
    @Column(.varchar(200), index: true) var title: String
    @Column(serverDefault: .value(1)) var copies: Int = 1
    @Relationship var loans: Many<Loan>
}

@Model("loans")
final class Loan {
    @PrimaryKey var id: Int?
    @Column(.varchar(100)) var reader: String
    @Column(index: true) @ForeignKey(\Book.id, onDelete: .cascade) var bookID: Int?
    @Relationship var book: One<Book>
}

let models = MetaData(Book.self)
