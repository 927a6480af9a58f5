import GRDB

let queue = try DatabaseQueue()
let texts = try await queue.write { db in
    try db.execute(
        sql: """
            CREATE TABLE authors (id INTEGER PRIMARY KEY, name TEXT, country TEXT, born INTEGER, active BOOLEAN);
            CREATE TABLE books (id INTEGER PRIMARY KEY, title TEXT, year INTEGER, price REAL, author_id INTEGER);
            """)
    return try Queries.all(db, "Ann", 2000, [1, 2, 3])
}
print(texts.count)
