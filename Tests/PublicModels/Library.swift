public import Cinnabar
public import FoundationEssentials

// Models of a module that others import, under the umbrella's import alone.

@Model("authors")
public final class Author {
    @PrimaryKey public var id: Int?
    public var name: String
    public private(set) var born: LocalDate?
    private var secret: String = "none" { didSet { changes += 1 } }
    var changes: Int = 0
    @Column(serverDefault: .now) public var createdAt: Date?
    @Relationship(foreignKey: \Book.authorID) public var books: Many<Book>

    public func keep(_ secret: String) { self.secret = secret }
}

@Model
public final class Book {
    @PrimaryKey public var isbn: String
    @PrimaryKey public var edition: Int
    public var title: String
    public var blurb: Deferred<String?>
    @ForeignKey(\Author.id, onDelete: .setNull) public var authorID: Int?
    @Relationship public var author: One<Author?>
}

@Model("shelves")
package final class Shelf {
    @PrimaryKey package var id: UUID = UUID()
    package var place: String
}

extension Author {
    @Hybrid public var signature: String { "– " + name }
}
