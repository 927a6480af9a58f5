package import CinnabarEngine
import CinnabarSQL

extension PGConnection {
    package func openCursor(_ request: StatementRequest) async throws -> any DriverCursor {
        let number = try begin(deadline: request.deadline)
        let statement = request.statement
        do {
            return try await withTaskCancellationHandler {
                let hasSavepoint = try await beginStream(request.prologue)
                try parameters.encode(request.binds[...], hints: statement.hints)
                // A stream takes several round trips anyway: what is not prepared yet goes unnamed.
                let entry = cache.find(statement.id, parameters)
                try Self.checkText(statement.sql)
                guard send(statement, entry) else { throw sendFailure(sql: statement.sql) }
                guard handle.setSingleRowMode() else { throw sendFailure(sql: statement.sql) }
                await link.flush()
                return try await PGCursor.start(
                    self, statement, bindCount: parameters.count, call: number, hasSavepoint: hasSavepoint)
            } onCancel: {
                watch.stop(number, .cancelled)
            }
        } catch {
            await drain()
            let reason = await settle()
            let wasLost = link.isDead
            end()
            throw translate(error, reason, wasLost: wasLost)
        }
    }

    /// Reads and drops what is left of a statement's results.
    func drain() async {
        while !link.isDead, let result = await link.nextResult() {
            let status = result.status
            result.clear()
            if status == .copyIn || status == .copyOut { link.abandon() }
        }
    }

    /// A stream that is left early is cancelled, and a cancelled statement fails its transaction. So within one it has
    /// a savepoint to go back to. True when it has.
    func beginStream(_ prologue: String?) async throws -> Bool {
        if let prologue {
            try await runScript("\(prologue); SAVEPOINT cinnabar_stream")
        } else if handle.transactionStatus == .active {
            try await runScript("SAVEPOINT cinnabar_stream")
        } else {
            return false
        }
        return true
    }

    /// The stream is at its end.
    func endStream() async throws {
        if handle.transactionStatus == .active { try await runScript("RELEASE SAVEPOINT cinnabar_stream") }
    }

    /// The stream was left early, and no cancel request is on its way any more.
    func undoStream() async {
        let script: String
        switch handle.transactionStatus {
        case .active: script = "RELEASE SAVEPOINT cinnabar_stream"
        case .failed: script = "ROLLBACK TO SAVEPOINT cinnabar_stream; RELEASE SAVEPOINT cinnabar_stream"
        case .idle, .unknown: return
        }
        do { try await runScript(script) } catch { breakDown() }
    }
}
