// Goal: code that is full of queries compiles fast.
// Factors: generics in operators and in the select list, literals, the length of conditions; generated code's size.
// Parameters: the twenty queries of the peer's file of the same name, as methods that nothing calls but `main`.

import Cinnabar

@Model("authors")
final class Author {
    @PrimaryKey var id: Int = 0
    var name: String
    var country: String?
    var born: Int
    var active: Bool
}

@Model("books")
final class Book {
    @PrimaryKey var id: Int = 0
    var title: String
    var year: Int
    var price: Double
    var authorID: Int
}

enum Queries {
    static func all(_ name: String, _ year: Int, _ keys: [Int]) throws -> [String] {
        var texts: [String] = []
        texts.append(try text(select(Author.rows).where(Author.id == keys[0])))
        texts.append(try text(select(Author.rows).where(Author.name == name)))
        texts.append(try text(select(Author.rows).where(Author.id.in(keys)).order(by: Author.name)))
        texts.append(try text(select(Author.rows).where(Author.country == nil && Author.active).limit(10)))
        texts.append(try text(select(Author.name, Author.born).where(Author.born >= 1900 && Author.born < 2000)))
        texts.append(try text(select(Author.rows).where(Author.name.like("A%") || Author.name.like("B%"))))
        texts.append(
            try text(
                select(Book.title, Book.price).where(Book.price > 10.0 && Book.price <= 20.0).order(by: Book.price)))
        texts.append(
            try text(select(Book.rows).where(Book.year == year && Book.price < 5.0 && Book.title != "Untitled")))
        texts.append(try text(select(Book.rows).order(by: Book.year.descending, Book.title).limit(20).offset(40)))
        texts.append(try text(select(Fn.count(Book.id)).where(Book.year > year - 10 && Book.year <= year)))
        texts.append(try text(select(Book.year, Fn.count(Book.id)).groupBy(Book.year).order(by: Book.year)))
        texts.append(
            try text(select(Book.authorID, Fn.avg(Book.price)).groupBy(Book.authorID).having(Fn.count(Book.id) > 3)))
        texts.append(try text(select(Fn.min(Book.price), Fn.max(Book.price)).where(Book.authorID == keys[0])))
        texts.append(try text(select(Author.name, Book.title).join(Book.self, on: Book.authorID == Author.id)))
        texts.append(
            try text(
                select(Author.name, Book.title).join(Book.self, on: Book.authorID == Author.id).where(
                    Author.active && Book.year > 1950 && Book.price < 30.0
                ).order(by: Author.name, Book.year)))
        texts.append(
            try text(
                select(Author.name, Fn.count(Book.id)).join(Book.self, on: Book.authorID == Author.id).groupBy(
                    Author.name
                ).having(Fn.count(Book.id) >= 2).order(by: Author.name).limit(5)))
        texts.append(
            try text(
                select(Book.title).where(
                    (Book.year < 1900 || Book.year > 2000) && (Book.price < 1.0 || Book.price > 100.0)
                        && Book.authorID != 0)))
        texts.append(try text(select(Book.title, Book.price * 1.19).where(Book.price * 1.19 < 50.0)))
        texts.append(try text(update(Book.self).where(Book.year < year).set(Book.price, to: 1.0)))
        texts.append(try text(delete(Book.self).where(Book.authorID == keys[0] && Book.price < 1.0)))
        return texts
    }
}
