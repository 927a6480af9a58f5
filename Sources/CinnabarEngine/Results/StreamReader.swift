import CinnabarSQL
import Synchronization

/// Reads one stream: owns the cursor, and closes it when the loop is left early.
///
/// Unchecked: an iterator belongs to one task.
@usableFromInline
final class StreamReader<Element: Sendable>: @unchecked Sendable {
    private static var rowsPerChunk: Int { 1024 }

    private let compile: () throws -> (CompiledStatement, [SQLValue])
    private let connection: AsyncConnection
    private let ownsConnection: Bool
    private let site: CallSite
    private let sink: DecodingSink<Element>
    private var cursor: (any DriverCursor)?
    private var statement: CompiledStatement?
    private var hasMore = true
    private var isFinished = false

    init(
        _ compile: @escaping () throws -> (CompiledStatement, [SQLValue]), _ decoder: RowDecoder<Element>,
        _ connection: AsyncConnection, ownsConnection: Bool, _ site: CallSite, _ context: AnyObject?
    ) {
        self.compile = compile
        self.connection = connection
        self.ownsConnection = ownsConnection
        self.site = site
        sink = DecodingSink(decoder, context: context)
    }

    deinit {
        guard !isFinished, let cursor else { return }
        connection.state.withLock { $0.stream = .closing }
        // Nobody can await a deinit, so a task of its own holds the cursor until it is closed.
        let (connection, ownsConnection) = (connection, ownsConnection)
        Task {
            await cursor.close()
            await connection.closeStreamSavepoint()
            connection.leave()
            if ownsConnection { await connection.end() }
        }
    }

    /// The next rows; none at the end.
    @usableFromInline
    func nextChunk() async throws -> [Element] {
        while hasMore, !isFinished {
            _ = sink.takeRows()
            do {
                let cursor = try await openCursor()
                hasMore = try await cursor.fetch(limit: Self.rowsPerChunk, sink: sink)
            } catch {
                let decorated = statement.map { connection.environment.decorate(error, $0, 0, site) } ?? error
                await finish()
                throw decorated
            }
            let rows = sink.takeRows()
            sink.delivered += rows.count
            if !rows.isEmpty { return rows }
        }
        await finish()
        return []
    }

    private func openCursor() async throws -> any DriverCursor {
        if let cursor { return cursor }
        let (statement, binds) = try compile()
        self.statement = statement
        try await connection.enter()
        do {
            let cursor = try await connection.open(statement, binds, site)
            connection.state.withLock { $0.stream = .open }
            self.cursor = cursor
            return cursor
        } catch {
            connection.leave()
            throw error
        }
    }

    private func finish() async {
        guard !isFinished else { return }
        isFinished = true
        hasMore = false
        if let cursor {
            connection.state.withLock { $0.stream = .closing }
            await cursor.close()
            await connection.closeStreamSavepoint()
            connection.leave()
        }
        cursor = nil
        if ownsConnection { await connection.end() }
    }
}

extension AsyncConnection {
    /// Opens a cursor; the caller is inside the gate and stays there until it has closed the cursor.
    fileprivate func open(_ statement: CompiledStatement, _ binds: [SQLValue], _ site: CallSite) async throws
        -> any DriverCursor
    {
        func open(_ ready: Ready) async throws -> any DriverCursor {
            begun(ready, statement)
            var prologue = ready.prologue
            if try await setStreamSavepoint(ready) { prologue = nil }
            let request = StatementRequest(
                statement, binds: binds, prologue: prologue, deadline: environment.statementDeadline())
            return try await environment.observe(
                statement, binds: binds, waited: ready.waited, site: site, decoded: { (0, 0) }, affected: { _ in 0 }
            ) {
                try await ready.driver.openCursor(request)
            }
        }
        do {
            return try await open(try await ready(for: statement.intent, site: site))
        } catch is WriterRequired {
            return try await open(try await ready(for: statement.intent, mustWrite: true, site: site))
        }
    }
}
