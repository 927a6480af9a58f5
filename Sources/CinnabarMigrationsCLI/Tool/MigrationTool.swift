public import CinnabarEngine
public import CinnabarMigrations
public import CinnabarSQL
import FoundationEssentials

/// The command line of a program's migrations, in three lines of the program's `main.swift`:
///
/// ```swift
/// import CinnabarMigrationsCLI
/// import CinnabarSQLite
/// await MigrationTool(MetaData(User.self), revisions: revisions, drivers: [.sqlite]).run()
/// ```
/// `migrate --help` lists the commands. Revisions lie beside that file: their index in `Revisions.swift`, the files in
/// `Revisions/`, the schema after each in `Snapshots/`.
public struct MigrationTool: Sendable {
    public let metaData: MetaData
    public let revisions: [Revision]
    public let drivers: [DatabaseDriver]
    /// The database's URL where neither `--database` nor the environment's `DATABASE_URL` gives one.
    public let database: String?
    /// Where the revisions' files are.
    public let directory: String
    public private(set) var configuration: MigrationConfiguration

    /// - Parameters:
    ///   - metaData: what the models want the database to have.
    ///   - revisions: those of the index file.
    ///   - directory: where the revisions' files are; that of the calling file by default.
    public init(
        _ metaData: MetaData, revisions: [Revision], drivers: [DatabaseDriver], database: String? = nil,
        directory: String? = nil, configuration: MigrationConfiguration = MigrationConfiguration(),
        file: StaticString = #filePath
    ) {
        self.metaData = metaData
        self.revisions = revisions
        self.drivers = drivers
        self.database = database
        self.configuration = configuration
        self.configuration.naming = metaData.naming
        let path = "\(file)"
        self.directory = directory ?? path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    }

    func url(_ option: String?) throws -> String {
        if let url = option ?? ProcessInfo.processInfo.environment["DATABASE_URL"] ?? database { return url }
        throw MigrationError(
            .configuration, "no database is named",
            nextStep: "give --database, or set DATABASE_URL, or pass database: to MigrationTool")
    }
}
