import CinnabarMigrations

/// first tables
///
/// Made by comparison on 2026-11-25T10:18:53Z.
let revision7096ce93 = Revision(
    "7096ce93", message: "first tables",
    upgrade: { steps in
        steps.createTable(
            Table(
                "books",
                columns: [
                    ColumnDefinition(name: "id", type: .bigint),
                    ColumnDefinition(name: "name", type: .varchar(200)),
                ],
                items: [.primaryKey(["id"], name: "pk_books")]))
        steps.createTable(
            Table(
                "loans",
                columns: [
                    ColumnDefinition(name: "id", type: .bigint),
                    ColumnDefinition(name: "reader", type: .varchar(100)),
                    ColumnDefinition(name: "book_id", type: .bigint),
                ],
                items: [
                    .primaryKey(["id"], name: "pk_loans"),
                    .foreignKey(
                        ["book_id"], references: "books", ["id"], onDelete: .cascade, name: "fk_loans_book_id_books"),
                    .index([.column("book_id")], name: "ix_loans_book_id"),
                ]))
    })
