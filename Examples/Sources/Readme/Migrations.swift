import Cinnabar
import CinnabarMigrations

let emails = Revision(
    "3f2a91c0", after: ["1b9c04d7"], message: "users have an email",
    upgrade: { steps in
        steps.addColumn(ColumnDefinition(name: "email", type: .text, isNullable: true), to: "users")
    })

func start(_ engine: AsyncEngine, _ revisions: [Revision]) async throws {
    try await Migrator(engine, revisions).upgrade()  // of ten servers that start at once, one migrates
}
