import CinnabarMigrations

/// books have copies
///
/// Made by comparison on 2026-11-25T10:19:09Z.
let revision185a5bad = Revision(
    "185a5bad", after: ["7096ce93"], message: "books have copies",
    upgrade: { steps in
        steps.addColumn(
            ColumnDefinition(name: "copies", type: .bigint, serverDefault: .value(.integer(1))), to: "books")
    })
