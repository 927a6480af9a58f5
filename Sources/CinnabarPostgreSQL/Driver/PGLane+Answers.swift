import CinnabarEngine
import CinnabarSQL

extension PGLane {
    /// Takes every answer that has arrived, and hands all of them on together.
    func readAnswers() {
        defer { batch.handOn { reads.answer(number, $0) } }
        while !batch.isOver, !link.isDead, !handle.isBusy {
            guard let result = handle.nextResult() else {
                // Between two commands stands a nil, behind a sync none.
                if case .sync = batch.step { continue }
                conclude()
                continue
            }
            take(result)
        }
    }

    private func take(_ result: PGResult) {
        switch result.status {
        case .rows:
            if case .read = batch.step, batch.rows == nil {
                batch.rows = result
                return
            }
        case .error: batch.failure = DatabaseError(result, sql: sql, bindCount: bindCount)
        case .aborted: batch.isSkipped = true
        case .sync:
            result.clear()
            if case .sync = batch.step { return batch.next() }
            // The order is lost: nothing that comes can be trusted.
            return link.abandon()
        default: break
        }
        result.clear()
    }

    private var sql: String? {
        switch batch.step {
        case .read, .prepare: batch.current?.statement.sql
        case .guarding, .drop, .sync: nil
        }
    }

    private var bindCount: Int {
        if case .read = batch.step { batch.current?.binds.count ?? 0 } else { 0 }
    }

    /// The present command is answered.
    private func conclude() {
        switch batch.step {
        case .guarding:
            if let error = batch.failure { error.sqlState == "26000" ? turnOff() : stop() }
        case .prepare(let entry):
            if batch.failure != nil || batch.isSkipped {
                batch.preparationFailure = batch.failure
                entry.isPrepared = false
                connection.cache.remove(entry)
            }
        case .read(let entry): concludeRead(entry)
        case .drop(let name):
            if batch.failure?.sqlState == "25P02" { connection.cache.giveBack([name]) }
        case .sync: break
        }
        batch.next()
    }

    private func concludeRead(_ entry: PGPreparedStatement) {
        guard let statement = batch.current?.statement else { return }
        if let rows = batch.rows {
            batch.rows = nil
            if let error = batch.failure {
                // Rows, and then an error: a division by zero in the last one.
                rows.clear()
                fail(error, statement, entry)
            } else {
                batch.answers.append(.rows(entry.sharedRows(rows, spent)))
            }
        } else if let error = batch.failure ?? batch.preparationFailure {
            fail(error, statement, entry)
        } else if batch.isStopped {
            batch.answers.append(.again)
        } else {
            batch.answers.append(.skipped)
        }
        batch.countAnswer()
    }

    private func fail(_ error: DatabaseError, _ statement: CompiledStatement, _ entry: PGPreparedStatement) {
        switch error.sqlState {
        // We stop batches; a server's own time-out is the statement's.
        case "57014" where connection.watch.isStopping: stop()
        case "25006":
            // A view or an operator that writes.
            reads.mark(statement, .alone)
            return batch.answers.append(.again)
        case "26000": turnOff()
        case nil: break
        default:
            if PGErrors.endsConnection(error.sqlState ?? "") { return stop(answering: true) }
            guard connection.staleOr(error, entry) is PGStalePlan else {
                return batch.answers.append(.failed(error))
            }
        }
        batch.answers.append(.again)
    }

    /// Each batch goes to another server, or somebody discards what we prepare: sharing is not for this database.
    private func turnOff() {
        connection.cache.removeAll()
        reads.turnOff()
        stop()
    }

    /// What has no answer goes elsewhere.
    private func stop(answering: Bool = false) {
        batch.isStopped = true
        reads.retire(number)
        if answering { batch.answers.append(.again) }
    }
}
