// The twenty queries of Cinnabar's file of the same name, in GRDB's query interface.

import GRDB

struct Author: Codable, FetchableRecord, PersistableRecord {
    static let databaseTableName = "authors"
    static let books = hasMany(Book.self, using: ForeignKey(["author_id"]))

    var id: Int
    var name: String
    var country: String?
    var born: Int
    var active: Bool

    enum Columns {
        static let id = Column(CodingKeys.id)
        static let name = Column(CodingKeys.name)
        static let country = Column(CodingKeys.country)
        static let born = Column(CodingKeys.born)
        static let active = Column(CodingKeys.active)
    }
}

struct Book: Codable, FetchableRecord, PersistableRecord {
    static let databaseTableName = "books"
    static let author = belongsTo(Author.self, using: ForeignKey(["author_id"]))

    var id: Int
    var title: String
    var year: Int
    var price: Double
    var authorID: Int

    enum CodingKeys: String, CodingKey {
        case id, title, year, price
        case authorID = "author_id"
    }

    enum Columns {
        static let id = Column(CodingKeys.id)
        static let title = Column(CodingKeys.title)
        static let year = Column(CodingKeys.year)
        static let price = Column(CodingKeys.price)
        static let authorID = Column(CodingKeys.authorID)
    }
}

enum Queries {
    typealias A = Author.Columns
    typealias B = Book.Columns

    static func all(_ db: Database, _ name: String, _ year: Int, _ keys: [Int]) throws -> [String] {
        var texts: [String] = []
        texts.append(try text(db, Author.filter(A.id == keys[0])))
        texts.append(try text(db, Author.filter(A.name == name)))
        texts.append(try text(db, Author.filter(keys.contains(A.id)).order(A.name)))
        texts.append(try text(db, Author.filter(A.country == nil && A.active).limit(10)))
        texts.append(try text(db, Author.filter(A.born >= 1900 && A.born < 2000).select(A.name, A.born)))
        texts.append(try text(db, Author.filter(A.name.like("A%") || A.name.like("B%"))))
        texts.append(
            try text(db, Book.filter(B.price > 10.0 && B.price <= 20.0).order(B.price).select(B.title, B.price)))
        texts.append(try text(db, Book.filter(B.year == year && B.price < 5.0 && B.title != "Untitled")))
        texts.append(try text(db, Book.order(B.year.desc, B.title).limit(20, offset: 40)))
        texts.append(try text(db, Book.filter(B.year > year - 10 && B.year <= year).select(count(B.id))))
        texts.append(try text(db, Book.all().group(B.year).order(B.year).select(B.year, count(B.id))))
        texts.append(
            try text(db, Book.all().group(B.authorID).having(count(B.id) > 3).select(B.authorID, average(B.price))))
        texts.append(try text(db, Book.filter(B.authorID == keys[0]).select(min(B.price), max(B.price))))
        texts.append(try text(db, Author.joining(required: Author.books.select(B.title)).select(A.name)))
        texts.append(
            try text(
                db,
                Author.joining(required: Author.books.filter(B.year > 1950 && B.price < 30.0).select(B.title)).filter(
                    A.active
                ).order(A.name).select(A.name)))
        texts.append(
            try text(
                db,
                Author.joining(required: Author.books).group(A.name).having(count(A.id) >= 2).order(A.name).limit(5)
                    .select(A.name, count(A.id))))
        texts.append(
            try text(
                db,
                Book.filter((B.year < 1900 || B.year > 2000) && (B.price < 1.0 || B.price > 100.0) && B.authorID != 0)
                    .select(B.title)))
        texts.append(try text(db, Book.filter(B.price * 1.19 < 50.0).select(B.title, B.price * 1.19)))
        texts.append(try Book.filter(B.year < year).updateAll(db, B.price.set(to: 1.0)).description)
        texts.append(try Book.filter(B.authorID == keys[0] && B.price < 1.0).deleteAll(db).description)
        return texts
    }

    private static func text(_ db: Database, _ request: some FetchRequest) throws -> String {
        try request.makePreparedRequest(db, forSingleResult: false).statement.sql
    }
}
