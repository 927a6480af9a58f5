package import CinnabarEngine
import CinnabarSQL

extension PGConnection {
    package func openCursor(_ request: StatementRequest) async throws -> any DriverCursor {
        let number = try begin(deadline: request.deadline)
        let statement = request.statement
        do {
            return try await withTaskCancellationHandler {
                if let prologue = request.prologue { try await runScript(prologue) }
                try parameters.encode(request.binds[...], hints: statement.hints)
                // A stream takes several round trips anyway: what is not prepared yet goes unnamed.
                let entry = cache.find(statement.id, parameters)
                guard send(statement, entry) else { throw sendFailure(sql: statement.sql) }
                guard handle.setSingleRowMode() else { throw sendFailure(sql: statement.sql) }
                await link.flush()
                return try await PGCursor.start(self, statement, bindCount: parameters.count, call: number)
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
}
