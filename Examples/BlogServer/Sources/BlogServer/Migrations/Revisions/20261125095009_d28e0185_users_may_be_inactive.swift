import CinnabarMigrations

/// users may be inactive
///
/// Made by comparison on 2026-11-25T09:50:09Z.
let revisiond28e0185 = Revision(
    "d28e0185", after: ["7bcee2b0"], message: "users may be inactive",
    upgrade: { steps in
        steps.addColumn(
            ColumnDefinition(name: "active", type: .boolean, serverDefault: .value(.boolean(true))), to: "users")
    })
