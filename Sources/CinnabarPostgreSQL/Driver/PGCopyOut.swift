import CinnabarEngine
import CinnabarSQL

/// The data of a `COPY … TO STDOUT`, in chunks of whole rows.
final class PGCopyOut: AsyncSequence, AsyncIteratorProtocol, @unchecked Sendable {  // used by the lease's owner only
    typealias Element = [UInt8]

    private static let chunkSize = 64 * 1024
    private let connection: PGConnection
    private let sql: String
    private let call: UInt64
    private let hasSavepoint: Bool
    private var isOver = false

    init(_ connection: PGConnection, sql: String, call: UInt64, hasSavepoint: Bool) {
        self.connection = connection
        self.hasSavepoint = hasSavepoint
        self.sql = sql
        self.call = call
    }

    deinit {
        guard !isOver else { return }
        connection.link.abandon()
        connection.end()
    }

    func makeAsyncIterator() -> PGCopyOut { self }

    func next() async throws -> [UInt8]? {
        guard !isOver else { return nil }
        try Task.checkCancellation()
        var chunk: [UInt8] = []
        let isEnd = await withTaskCancellationHandler {
            await fill(&chunk)
        } onCancel: {
            connection.watch.stop(call, .cancelled)
        }
        guard isEnd else { return chunk }
        isOver = true
        var outcome = await connection.finishCopy(sql)
        if hasSavepoint, case .success = outcome {
            do { try await connection.releaseCopySavepoint() } catch { outcome = .failure(error) }
        }
        let reason = await connection.settle()
        let wasLost = connection.link.isDead
        connection.end()
        do { _ = try outcome.get() } catch { throw connection.translate(error, reason, wasLost: wasLost) }
        return chunk.isEmpty ? nil : chunk
    }

    /// Ends the copy early: the server is asked to stop, and what it has sent is dropped.
    func close() async {
        guard !isOver else { return }
        isOver = true
        connection.watch.stop(call, .cancelled)
        var ignored: [UInt8] = []
        while !(await fill(&ignored)) { ignored.removeAll(keepingCapacity: true) }
        _ = await connection.finishCopy(sql)
        await connection.settle()
        if hasSavepoint { await connection.returnToCopySavepoint() }
        connection.end()
    }

    /// Takes what has arrived; waits when that is nothing. True at the end.
    private func fill(_ chunk: inout [UInt8]) async -> Bool {
        while chunk.count < Self.chunkSize {
            switch connection.handle.getCopy() {
            case .bytes(let row): chunk += row
            case .end, .failed: return true
            case .none:
                if !chunk.isEmpty { return false }
                if connection.link.isDead { return true }
                await connection.link.wait()
            }
        }
        return false
    }
}

extension PGConnection {
    /// A copy that is left early is cancelled, and a cancelled statement fails its transaction. So within one it has a
    /// savepoint to go back to. True when it has.
    func setCopySavepoint() async throws -> Bool {
        guard handle.transactionStatus == .active else { return false }
        try await runScript("SAVEPOINT cinnabar_copy")
        return true
    }

    /// The copy is at its end.
    func releaseCopySavepoint() async throws {
        if handle.transactionStatus == .active { try await runScript("RELEASE SAVEPOINT cinnabar_copy") }
    }

    /// The copy was left early, and no cancel request is on its way any more.
    func returnToCopySavepoint() async {
        let script: String
        switch handle.transactionStatus {
        case .active: script = "RELEASE SAVEPOINT cinnabar_copy"
        case .failed: script = "ROLLBACK TO SAVEPOINT cinnabar_copy; RELEASE SAVEPOINT cinnabar_copy"
        case .idle, .unknown: return
        }
        do { try await runScript(script) } catch { breakDown() }
    }
}
