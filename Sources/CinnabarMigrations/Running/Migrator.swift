public import CinnabarEngine
import CinnabarSQL
import Logging

/// Brings a database to the revision that a program wants.
///
/// ```swift
/// let migrator = try Migrator(engine, revisions)
/// try await migrator.upgrade(to: .head)       // at a server's start: ten processes at once migrate once
/// try await migrator.verify()                 // or only check: one query
/// ```
/// Each revision runs in a transaction together with the note that it was applied, where the database allows. The
/// engine's pool needs room for two connections. Safe to share; calls of one process wait for each other as those of
/// several do.
public struct Migrator: Sendable {
    public let engine: AsyncEngine
    public let graph: RevisionGraph
    public let configuration: MigrationConfiguration
    let versions: VersionTable

    /// - Throws: `MigrationError` where the revisions contradict each other.
    public init(
        _ engine: AsyncEngine, _ revisions: [Revision],
        configuration: MigrationConfiguration = MigrationConfiguration()
    ) throws {
        self.engine = engine
        self.configuration = configuration
        graph = try RevisionGraph(revisions)
        versions = VersionTable(name: configuration.table)
    }

    var compiler: OperationCompiler { OperationCompiler(dialect: engine.dialect, naming: configuration.naming) }

    func tell(_ event: MigrationEvent) {
        configuration.onEvent?(event)
        let logger = engine.environment.logger
        switch event {
        case .waitingForLock(let holder):
            logger.info("another process migrates\(holder.map { ": \($0)" } ?? "")")
        case .started(let revision, let direction, let operation, _):
            logger.info("\(direction) \(revision)\(operation == 0 ? "" : ", going on at operation \(operation + 1)")")
        case .ran(let revision, let sql, let time): logger.debug("\(revision.id): \(sql) (\(time))")
        case .retrying(let revision, let attempt, let pause, let reason):
            logger.notice("\(revision.id): attempt \(attempt) gave way, again in \(pause): \(reason)")
        case .finished(let revision, let direction, let time):
            logger.info("\(direction) \(revision) done in \(time)")
        case .passed(let revision): logger.info("\(revision) was done by another process")
        }
    }
}
