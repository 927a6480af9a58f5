import Cinnabar
import CinnabarMigrations
import Foundation

/// profiles in a table of their own
///
/// Made by comparison on 2026-11-25T09:50:45Z; the order of the steps and the way of the data by hand.
let revision7416221d = Revision(
    "7416221d", after: ["2d1dde87"], message: "profiles in a table of their own",
    upgrade: { steps in
        steps.createTable(
            Table(
                "profiles",
                columns: [
                    ColumnDefinition(name: "id", type: .bigint),
                    ColumnDefinition(name: "bio", type: .text, isNullable: true),
                    ColumnDefinition(name: "user_id", type: .bigint),
                ],
                items: [
                    .primaryKey(["id"], name: "pk_profiles"),
                    .foreignKey(
                        ["user_id"], references: "users", ["id"], onDelete: .cascade,
                        name: "fk_profiles_user_id_users"),
                    .unique(["user_id"], name: "uq_profiles_user_id"),
                ]))
        steps.append(.run(CodeStep("move bios to profiles", moveBios, reverse: bringBiosBack)))
        // Nothing is lost: its values have moved.
        steps.dropColumn(ColumnDefinition(name: "bio", type: .text, isNullable: true), of: "users")
    })

// The tables as this revision finds them: the models go on changing, and it must not.

private enum Users: TypedTable {
    static let tableName = "users"
    static let id = Column<Users, Int>("id", primaryKey: true)
    static let bio = Column<Users, String?>("bio")
    static let table = Table(Users.self, id, bio)
}

private enum Profiles: TypedTable {
    static let tableName = "profiles"
    static let id = Column<Profiles, Int>("id", primaryKey: true)
    static let bio = Column<Profiles, String?>("bio")
    static let userID = Column<Profiles, Int>("user_id")
    static let table = Table(Profiles.self, id, bio, userID)
}

/// By pages, so that memory does not grow with the table. Spaces around a bio go; a blank one is no profile.
@Sendable private func moveBios(_ connection: AsyncConnection) async throws {
    var last = 0
    while true {
        let page = try await connection.execute(
            select(Users.id, Users.bio).where(Users.id > last && Users.bio != nil).order(by: Users.id).limit(5_000)
        ).all()
        guard let end = page.last?.0 else { return }
        let profiles: [(String?, Int)] = page.compactMap { id, bio in
            let trimmed = bio?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
            return trimmed.isEmpty ? nil : (trimmed, id)
        }
        if !profiles.isEmpty {
            try await connection.execute(insert(Profiles.self, Profiles.bio, Profiles.userID).values(profiles))
        }
        last = end
    }
}

@Sendable private func bringBiosBack(_ connection: AsyncConnection) async throws {
    try await connection.execute(
        sql("UPDATE users SET bio = profiles.bio FROM profiles WHERE profiles.user_id = users.id"))
}
