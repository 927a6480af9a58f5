import CinnabarEngine
import CinnabarSQL

extension PGConnection {
    /// Runs one call: alone on the connection, stopped by its deadline and by the task's cancellation, and not over
    /// before no late cancel request can hit what comes next.
    ///
    /// - Parameter isShielded: the task's cancellation does not count, because the outcome must be known.
    func call<Value>(
        deadline: Deadline?, overrun: PGWatch.Overrun = .cancel, isShielded: Bool = false,
        _ body: () async throws -> Value
    ) async throws -> Value {
        if !isShielded { try Task.checkCancellation() }
        let number = try begin(deadline: deadline, overrun: overrun)
        do {
            let value: Value
            if isShielded {
                value = try await body()
            } else {
                value = try await withTaskCancellationHandler(operation: body) { watch.stop(number, .cancelled) }
            }
            if let settled = watch.settleNow(isDead: link.isDead) {
                if !settled.isClean { breakDown() }
            } else {
                await settle()
            }
            end()
            return value
        } catch {
            let reason = await settle()
            let wasLost = link.isDead
            end()
            throw translate(error, reason, wasLost: wasLost)
        }
    }

    /// - Parameter isStatement: the server is idle until something is sent, so that nothing can be left to read.
    func begin(
        deadline: Deadline?, overrun: PGWatch.Overrun = .cancel, isStatement: Bool = true
    ) throws -> UInt64 {
        switch watch.begin(deadline: deadline, overrun: overrun) {
        case .started(let number):
            if isStatement { link.beginStatement() }
            return number
        case .busy:
            throw DatabaseError(
                .misuse, "the connection is busy: end its stream, or await its other statement, before the next one")
        case .closed:
            throw DatabaseError.connectionLost("the connection is closed")
        }
    }

    /// Why the statement was stopped, after all requests to stop it have come back.
    @discardableResult
    func settle() async -> PGWatch.Reason? {
        let settled: PGWatch.Settled
        if let now = watch.settleNow(isDead: link.isDead) { settled = now } else { settled = await watch.settle() }
        if !settled.isClean { breakDown() }
        return settled.reason
    }

    func end(keepsNotifications: Bool = false) {
        if !keepsNotifications { handle.dropNotifications() }
        noteStatus()
        if !watch.end() {
            breakDown()
            shut()
        }
    }

    /// One error for what went wrong, even when the statement failed and was cancelled as well.
    func translate(_ error: any Error, _ reason: PGWatch.Reason?, wasLost: Bool) -> any Error {
        guard let failure = error as? DatabaseError, failure.kind != .commitOutcomeUnknown else { return error }
        let wasStopped = failure.sqlState == "57014" || wasLost || failure.kind == .connectionLost
        guard let reason, wasStopped else { return lastWords(failure) }
        switch reason {
        case .cancelled: return CancellationError()
        case .deadline:
            let what =
                wasLost
                ? "the server did not answer in time, so the connection was closed"
                : "the statement did not end in time and was cancelled"
            return DatabaseError(.timeout, what) { fields in
                fields.sqlState = failure.sqlState
                fields.sql = failure.sql
                fields.bindCount = failure.fields.bindCount
                fields.underlying = failure
            }
        }
    }

    /// What the server said when it closed the connection while nothing was running.
    private func lastWords(_ failure: DatabaseError) -> DatabaseError {
        guard failure.kind == .connectionLost, failure.sqlState == nil, let farewell = notices.farewell else {
            return failure
        }
        var failure = failure
        failure.fields.sqlState = farewell.sqlState
        failure.fields.message = farewell.message
        return failure
    }

    /// The error of a call that libpq refuses to send.
    func sendFailure(sql: String?) -> DatabaseError {
        if handle.isBad || link.isDead { return .connectionLost(handle.errorText.trimmed, sql: sql) }
        return DatabaseError(.other, handle.errorText.trimmed) { $0.sql = sql }
    }
}
