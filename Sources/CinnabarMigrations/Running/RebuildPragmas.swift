import CinnabarEngine
import CinnabarSQL

/// SQLite's settings for tables that are made anew: with foreign keys on, dropping the old table would delete what
/// refers to it. `legacy_alter_table` is set by the rebuild's own statements, and put back here should one fail.
///
/// They can only be changed outside of transactions. See SQLite's "ALTER TABLE", "Making Other Kinds Of Table Schema
/// Changes".
struct RebuildPragmas: Sendable {
    private let connection: MigrationConnection
    private let foreignKeys: Bool
    private let legacyRename: Bool

    /// - Returns: nil where no table is made anew.
    init?(_ connection: MigrationConnection, _ rebuilds: Bool) async throws {
        guard rebuilds, connection.isOnlyWriter else { return nil }
        self.connection = connection
        foreignKeys = try await Self.flag("foreign_keys", connection)
        legacyRename = try await Self.flag("legacy_alter_table", connection)
        do {
            try await connection.execute("PRAGMA foreign_keys = OFF")
        } catch {
            await connection.end(reusable: false)
            throw error
        }
    }

    private static func flag(_ name: String, _ connection: MigrationConnection) async throws -> Bool {
        try await connection.connection.scalar(sql("PRAGMA \(unsafe: name)").columns(Int.self)) != 0
    }

    /// - Returns: whether the connection is as before, and may be used again.
    func restore() async -> Bool {
        do {
            try await connection.execute("PRAGMA foreign_keys = \(foreignKeys ? "ON" : "OFF")")
            try await connection.execute("PRAGMA legacy_alter_table = \(legacyRename ? "ON" : "OFF")")
            return true
        } catch {
            return false
        }
    }
}
