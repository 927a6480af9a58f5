package import CinnabarEngine
import CinnabarSQL

extension PGConnection {
    package func openCursor(_ request: StatementRequest) async throws -> any DriverCursor {
        try Task.checkCancellation()
        let number = try begin(deadline: request.deadline)
        do {
            return try await withTaskCancellationHandler {
                let wasIdle = handle.transactionStatus == .idle
                do {
                    return try await start(request, number)
                } catch let stale as PGStalePlan {
                    guard wasIdle else { throw stale.error }
                    await drain()
                    if handle.transactionStatus != .idle { try await runScript("ROLLBACK") }
                    // The statement has no entry any more, so that it goes unnamed now.
                    return try await start(request, number)
                }
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

    private func start(_ request: StatementRequest, _ number: UInt64) async throws -> PGCursor {
        let statement = request.statement
        try Self.checkText(statement.sql)
        if let prologue = request.prologue { try await runScript(prologue) }
        try parameters.encode(request.binds[...], hints: statement.hints)
        // A stream takes several round trips anyway: what is not prepared yet goes unnamed.
        let entry = cache.find(statement.id, parameters)
        guard send(statement, entry), handle.setSingleRowMode() else { throw sendFailure(sql: statement.sql) }
        await link.flush()
        do {
            return try await PGCursor.start(self, statement, bindCount: parameters.count, call: number)
        } catch let error as DatabaseError {
            throw staleOr(error, entry)
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
}
