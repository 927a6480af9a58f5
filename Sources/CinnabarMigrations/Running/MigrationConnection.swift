import CinnabarEngine
import CinnabarSQL
import Logging

/// A connection that a migration holds: the writer where there is only one.
///
/// Its transactions are begun and ended here, because a revision has several of them where a statement refuses to run
/// in one.
struct MigrationConnection: Sendable {
    let connection: AsyncConnection
    private let migrator: Migrator

    init(_ migrator: Migrator) async throws {
        let environment = migrator.engine.environment
        let site = CallSite()
        let lease = try await environment.source.lease(.write, deadline: nil, site: site)
        connection = AsyncConnection(
            environment, mode: .autocommit, options: .default, lease: lease, intent: .write, site: site)
        self.migrator = migrator
    }

    /// Whether the database has one writer, whose transaction keeps all others out.
    var isOnlyWriter: Bool { connection.environment.source.separatesWriters }

    /// Begins a transaction that no other migrator's runs beside, and makes the table of versions where it is missing.
    func begin() async throws {
        try await connection.begin(TransactionOptions(isolation: .readCommitted))
        if isOnlyWriter {
            try await connection.execute(migrator.versions.create)
        } else {
            let timeout = migrator.configuration.statementLockTimeout.milliseconds
            try await connection.execute(sql("SET LOCAL lock_timeout = \(unsafe: "\(timeout)")"))
            try await connection.execute(migrator.versions.lock)
        }
    }

    func commit() async throws { try await connection.commit() }

    func rollback() async { await connection.rollbackQuietly() }

    func end(reusable: Bool = true) async { await connection.end(reusable: reusable) }

    func execute(_ text: String) async throws {
        try await connection.execute(sql(SQLFragment(unsafe: text)))
    }
}

extension Duration {
    /// Whole milliseconds, at least 1 where it is not zero.
    var milliseconds: Int {
        let (seconds, attoseconds) = components
        let (whole, isTooLarge) = Int(clamping: seconds).multipliedReportingOverflow(by: 1000)
        if isTooLarge { return .max }
        let part = Int(attoseconds / 1_000_000_000_000_000)
        return whole == 0 && part == 0 && attoseconds > 0 ? 1 : whole + part
    }
}

extension AsyncConnection {
    /// After a failure, whose error matters more than this one's.
    func rollbackQuietly() async {
        do { try await rollback() } catch { environment.logger.debug("a rollback failed: \(error)") }
    }
}
