import CinnabarEngine
import CinnabarSQL
import Logging

/// The connections of an engine on SQLite: one writer, readers for read transactions, and readers that share a queue
/// of single reads. In memory, and without WAL, one connection does all of it.
final class SQLiteSource: ConnectionSource {
    let dialect: any Dialect = SQLiteDialect(version: SQLiteHandle.libraryVersionNumber)
    let separatesWriters: Bool

    private let file: SQLiteFile
    private let writers: Pool
    private let readers: Pool?
    private let shared: SharedReaders?
    private let inline: InlineReaders?

    /// Opens nothing yet.
    init(_ options: SQLiteOptions, _ configuration: EngineConfiguration, _ logger: Logger) throws {
        let file = SQLiteFile(options)
        self.file = file
        separatesWriters = !options.isSingle
        let onConnect = configuration.onConnect
        var single = configuration.pool
        single.size = 1
        single.maxOverflow = 0
        // One writer, also where connections are not kept.
        single.isPooled = true
        single.minimumIdle = 0
        // Opening another in its stead would change nothing, and an in-memory database would be lost.
        single.recycle = nil
        single.idleTimeout = nil
        writers = try Pool(single, logger: logger, onConnect: onConnect) { deadline in
            try await SQLiteConnection.open(file, .writer, deadline: deadline)
        }
        guard !options.isSingle else {
            (readers, shared, inline) = (nil, nil, nil)
            return
        }
        var several = configuration.pool
        several.size = options.readers
        several.maxOverflow = max(0, configuration.pool.size - options.readers)
        several.minimumIdle = min(several.minimumIdle, several.size)
        readers = try Pool(several, logger: logger, onConnect: onConnect) { deadline in
            try await SQLiteConnection.open(file, .reader, deadline: deadline)
        }
        let open: SharedReaders.Open = {
            let connection = try await SQLiteConnection.open(file, .sharedReader, deadline: nil)
            do { try await onConnect?(connection) } catch {
                await connection.close(deadline: .after(.seconds(1)))
                throw error
            }
            return connection
        }
        shared = SharedReaders(
            limit: options.readers, acquireTimeout: configuration.pool.acquireTimeout, open: open)
        inline = options.execution == .inline ? InlineReaders(limit: options.readers, open: open) : nil
    }

    func lease(_ intent: LeaseIntent, deadline: Deadline?, site: CallSite) async throws -> Lease {
        let pool = intent == .read ? readers ?? writers : writers
        return try await pool.lease(deadline: deadline, site: site)
    }

    var runsInPlace: Bool { true }

    func leaseIdle(_ intent: LeaseIntent, site: CallSite) -> Lease? {
        (intent == .read ? readers ?? writers : writers).leaseIdle(site: site)
    }

    func readDirectly(_ request: StatementRequest, sink: any RowSink) async throws -> StatementOutcome? {
        guard let shared, request.prologue == nil, !request.statement.touchesSession else { return nil }
        if let inline, case .outcome(let outcome) = try await inline.execute(request, sink: sink) { return outcome }
        return try await shared.execute(request, sink: sink)
    }

    /// A write begins IMMEDIATE: to begin as a read and to write later can fail at any moment.
    func beginSQL(_ options: TransactionOptions, for intent: LeaseIntent) -> String {
        intent == .write && !file.options.isReadOnly ? "BEGIN IMMEDIATE" : "BEGIN"
    }

    var status: PoolStatus {
        var status = writers.status
        if let readers { status = status + readers.status }
        if let shared {
            let added = shared.status
            status.connecting += added.connecting
            status.waiting += added.waiting
            status.idle += added.idle
        }
        return status
    }

    func invalidateAll() {
        writers.invalidateAll()
        readers?.invalidateAll()
    }

    func dispose(deadline: Deadline) async {
        file.prepareToClose()
        async let writing: Void = writers.dispose(deadline: deadline)
        async let reading: Void? = readers?.dispose(deadline: deadline)
        async let sharing: Void? = shared?.dispose(deadline: deadline)
        async let inlining: Void? = inline?.dispose(deadline: deadline)
        _ = await (writing, reading, sharing, inlining)
        // Folding the log into the file takes a while; without a thread for it, this one has to do.
        let last = max(deadline, .after(.seconds(5)))
        guard let thread = try? DatabaseThread(name: "cinnabar-closer") else { return file.dispose() }
        await SQLiteClosing { [file] in file.dispose() }.run(on: thread, until: last)
    }
}
