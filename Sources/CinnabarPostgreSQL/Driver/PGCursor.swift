import CinnabarEngine
import CinnabarSQL

/// A result that is read row by row: no more than a few socket buffers' worth of it is here at any time, because
/// nothing is read before the rows that are here have been taken.
final class PGCursor: DriverCursor, @unchecked Sendable {  // used by the owner of the lease only
    let shape: RowShape
    private let connection: PGConnection
    private let reader: PGStreamReader?
    private let call: UInt64
    private var isOver = false

    private init(
        _ connection: PGConnection, shape: RowShape, reader: PGStreamReader?, call: UInt64
    ) {
        self.connection = connection
        self.shape = shape
        self.reader = reader
        self.call = call
    }

    deinit {
        guard !isOver else { return }
        // Nobody is left to wait for the rest.
        connection.link.abandon()
        connection.end()
    }

    /// Waits for the first row, or for the news that there is none.
    static func start(
        _ connection: PGConnection, _ statement: CompiledStatement, bindCount: Int, call: UInt64
    ) async throws -> PGCursor {
        guard let first = await connection.link.nextResult() else {
            throw DatabaseError.connectionLost(connection.lostText, sql: statement.sql)
        }
        switch first.status {
        case .row, .rows:
            let shape = PGRowShape(first)
            let reader = PGStreamReader(
                shape, first: first, link: connection.link, sql: statement.sql, bindCount: bindCount)
            return PGCursor(
                connection, shape: shape, reader: reader, call: call)
        case .error:
            defer { first.clear() }
            throw DatabaseError(first, sql: statement.sql, bindCount: bindCount)
        case .copyIn, .copyOut:
            first.clear()
            connection.link.abandon()
            throw DatabaseError(.misuse, "COPY has functions of its own: copyIn and copyOut") { $0.sql = statement.sql }
        default:
            // A statement without rows.
            first.clear()
            await connection.drain()
            let cursor = PGCursor(
                connection, shape: RowShape(names: [], typeNames: []), reader: nil, call: call)
            await cursor.finish()
            return cursor
        }
    }

    func fetch(limit: Int, sink: any RowSink) async throws -> Bool {
        guard !isOver, let reader else { return false }
        try Task.checkCancellation()
        return try await withTaskCancellationHandler {
            reader.allowance = limit
            while reader.allowance > 0, !reader.isOver {
                guard reader.hasRow() else {
                    if !reader.isOver { await connection.link.wait() }
                    continue
                }
                let before = reader.allowance
                // When the sink throws, the rows go on until `close`.
                try sink.consume(reader)
                if reader.allowance == before { break }
            }
            guard reader.isOver else { return true }
            try await conclude(reader)
            return false
        } onCancel: {
            connection.watch.stop(call, .cancelled)
        }
    }

    /// After the last row: how the statement ended.
    private func conclude(_ reader: PGStreamReader) async throws {
        reader.release()
        var failure: (any Error)? = reader.error
        await connection.drain()
        if failure == nil, connection.link.isDead, !reader.isComplete {
            failure = DatabaseError.connectionLost(connection.lostText)
        }
        let wasLost = connection.link.isDead
        let reason = await finish()
        if let failure { throw connection.translate(failure, reason, wasLost: wasLost) }
    }

    func close() async {
        guard !isOver else { return }
        if let reader {
            // A short rest is read in less time than a cancel request takes.
            reader.skipWhatIsHere()
            if !reader.isOver { connection.watch.stop(call, .cancelled) }
            reader.release()
        }
        await connection.drain()
        isOver = true
        await connection.settle()
        connection.end()
    }

    @discardableResult
    private func finish() async -> PGWatch.Reason? {
        isOver = true
        let reason = await connection.settle()
        connection.end()
        return reason
    }
}
