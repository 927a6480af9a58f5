import CinnabarEngine
import CinnabarSQL

extension PGConnection {
    /// Runs `COPY … FROM STDIN` with the chunks as its data, and returns how many rows were stored.
    ///
    /// When the chunks throw, the server discards everything and that error comes out; the connection stays usable.
    func copyIn<Chunks: AsyncSequence>(
        _ sql: String, from chunks: Chunks, deadline: Deadline? = nil
    ) async throws -> Int where Chunks.Element == [UInt8] {
        try await call(deadline: deadline) {
            try await startCopy(sql, .copyIn)
            var failure: (any Error)?
            var isRefused = false
            do {
                for try await chunk in chunks {
                    try Task.checkCancellation()
                    isRefused = await !put(chunk)
                    if isRefused { break }
                }
            } catch {
                failure = error
            }
            // With a reason the server stores nothing, whatever became of the data.
            let reason = failure != nil ? "the client gave up" : isRefused ? "an error was seen" : nil
            if handle.endCopy(error: reason) == .failed, link.isDead {
                throw failure ?? DatabaseError.connectionLost(lostText, sql: sql)
            }
            await link.flush()
            let rows = await finishCopy(sql)
            if let failure { throw failure }
            return try rows.get()
        }
    }

    /// Runs `COPY … TO STDOUT`; the data is read as it is wanted. No other call until the copy is at its end or closed.
    func copyOut(_ sql: String, deadline: Deadline? = nil) async throws -> PGCopyOut {
        try Task.checkCancellation()
        let number = try begin(deadline: deadline)
        do {
            let hasSavepoint = try await withTaskCancellationHandler {
                let hasSavepoint = try await setCopySavepoint()
                try await startCopy(sql, .copyOut)
                return hasSavepoint
            } onCancel: {
                watch.stop(number, .cancelled)
            }
            return PGCopyOut(self, sql: sql, call: number, hasSavepoint: hasSavepoint)
        } catch {
            let reason = await settle()
            let wasLost = link.isDead
            end()
            throw translate(error, reason, wasLost: wasLost)
        }
    }

    private func startCopy(_ sql: String, _ wanted: PGResult.Status) async throws {
        try Self.checkText(sql)
        guard handle.send(script: sql) else { throw sendFailure(sql: sql) }
        await link.flush()
        guard let result = await link.nextResult() else { throw DatabaseError.connectionLost(lostText, sql: sql) }
        let status = result.status
        defer { result.clear() }
        if status == wanted { return }
        let error =
            status == .error
            ? DatabaseError(result, sql: sql, bindCount: 0)
            : DatabaseError(.misuse, "the statement is not the COPY that was expected") { $0.sql = sql }
        if status == .copyIn || status == .copyOut {
            link.abandon()
        } else {
            await drain()
        }
        throw error
    }

    /// Sends one chunk in pieces; false when the server has refused the data already.
    private func put(_ chunk: [UInt8]) async -> Bool {
        var start = 0
        while start < chunk.count {
            let (canRead, canWrite) = readiness(handle.socket)
            if canRead, !look() { return false }
            guard canWrite else {
                if !canRead { await link.waitForEvent() }
                continue
            }
            // As much as a writable socket surely takes: libpq then reads nothing by itself, behind our back.
            let end = min(start + 8 * 1024, chunk.count)
            let outcome = chunk.withUnsafeBytes { handle.putCopy(UnsafeRawBufferPointer(rebasing: $0[start..<end])) }
            switch outcome {
            case .done: start = end
            case .full: await link.flush()
            case .failed: return false
            }
        }
        return true
    }

    /// Looks at what the server says while we send; false when it has refused the data.
    private func look() -> Bool {
        if !handle.usesTLS, case .end = peekMessages(handle.socket) { return false }
        return link.read()
    }

    /// The results behind a COPY's data.
    func finishCopy(_ sql: String) async -> Result<Int, any Error> {
        var rows = 0
        var error: DatabaseError?
        while let result = await link.nextResult() {
            switch result.status {
            case .error: error = error ?? DatabaseError(result, sql: sql, bindCount: 0)
            case .copyIn, .copyOut: link.abandon()
            default: rows = result.affectedRows
            }
            result.clear()
            if link.isDead { break }
        }
        if let error { return .failure(error) }
        if link.isDead { return .failure(DatabaseError.connectionLost(lostText, sql: sql)) }
        return .success(rows)
    }
}
