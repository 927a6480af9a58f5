package import CinnabarEngine
import CinnabarSQL

extension PGConnection {
    package func executeBatch(_ request: BatchRequest) async throws -> StatementOutcome {
        guard request.rowCount > 0 else {
            if let prologue = request.prologue { try await control(prologue, deadline: request.deadline) }
            return StatementOutcome()
        }
        let rows = GroupedStatement(
            request.statement, binds: request.binds, width: request.width, runCount: request.rowCount)
        let group = GroupRequest([rows], prologue: request.prologue, deadline: request.deadline)
        return try await call(deadline: request.deadline) {
            do {
                let outcome = try await retrying(group, isBatch: true)
                return StatementOutcome(affectedRows: outcome.affectedRows.joined().reduce(0, +))
            } catch let failure as GroupFailure {
                throw failure.error
            }
        }
    }
}
