import CinnabarMigrations

/// moderators
///
/// Made by comparison on 2026-11-25T09:50:38Z.
let revision2d1dde87 = Revision(
    "2d1dde87", after: ["5e67ef6e"], message: "moderators",
    upgrade: { steps in
        steps.alterEnum(
            EnumType("user_role", labels: ["user", "admin"]),
            to: EnumType("user_role", labels: ["user", "moderator", "admin"]), uses: [ColumnName("role", of: "users")])
    })
