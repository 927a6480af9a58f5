import CinnabarMigrations

/// full_name is name
///
/// Made by comparison on 2026-11-25T09:50:32Z.
let revision5e67ef6e = Revision(
    "5e67ef6e", after: ["d28e0185"], message: "full_name is name",
    upgrade: { steps in
        steps.renameColumn("full_name", of: "users", to: "name")
    })
