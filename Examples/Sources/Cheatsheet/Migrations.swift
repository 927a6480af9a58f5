import Cinnabar
import CinnabarMigrations

/// Configuration. The commands (`init`, `revision --autogenerate`, `upgrade`, `downgrade`) write such revisions from the
/// models and run them: see the example `migration-history`.
func migrations(_ engine: AsyncEngine) async throws {
    let id = ColumnDefinition(name: "id", type: .bigint)
    let history = [
        Revision(
            "a1", message: "labels",
            upgrade: { steps in
                steps.createTable(Table("labels", columns: [id], items: [.primaryKey(["id"])]))
            }),
        Revision(
            "b2", after: ["a1"], message: "labels have a colour",
            upgrade: { steps in
                let colour = ColumnDefinition(name: "colour", type: .text, serverDefault: .value("red"))
                steps.addColumn(colour, to: "labels")
            }),
    ]
    let migrator = try Migrator(
        engine, history, configuration: MigrationConfiguration(table: "cheatsheet_revisions"))
    try expect("upgrade head", try await migrator.upgrade().map(\.id), ["a1", "b2"])
    try await engine.execute(sql("INSERT INTO labels (id) VALUES (1)"))
    let colour = try await engine.scalar(sql("SELECT colour FROM labels").columns(String.self))
    try expect("the new column's default", colour, "red")
    try expect("current", try await migrator.current().map(\.id), ["b2"])
    try expect("downgrade -1", try await migrator.downgrade(to: RevisionTarget("-1")).map(\.id), ["b2"])
    try expect("pending", try await migrator.pending().map(\.id), ["b2"])
    try await migrator.downgrade(to: .base)
    try await engine.execute(sql("DROP TABLE cheatsheet_revisions"))
}
