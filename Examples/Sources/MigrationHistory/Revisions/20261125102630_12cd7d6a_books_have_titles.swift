import CinnabarMigrations

/// books have titles
///
/// Made by comparison on 2026-11-25T10:26:30Z.
let revision12cd7d6a = Revision(
    "12cd7d6a", after: ["185a5bad"], message: "books have titles",
    upgrade: { steps in
        steps.renameColumn("name", of: "books", to: "title")
        steps.createIndex(Index([.column("title")], name: "ix_books_title"), on: "books")
    })
