import CinnabarEngine
import CinnabarSQL

extension PGLane {
    /// Sends the batch with one sync behind it. False when the connection is broken.
    ///
    /// What cannot be sent has its answer at once. The queue of the pipeline is in the order of the batch, so that
    /// those are answered as their turn comes, before anything is read.
    func send() -> Bool {
        guard handle.enterPipeline() else { return false }
        let isGuarded = batch.reads.count > 1
        if isGuarded, !sendGuard() { return false }
        var sent: [SharedRead] = []
        sent.reserveCapacity(batch.reads.count)
        var refused: [(SharedRead, SharedAnswer)] = []
        for read in batch.reads {
            do {
                guard let entry = try prepare(read.statement, read.binds) else {
                    refused.append((read, .again))
                    continue
                }
                guard handle.send(prepared: entry.name, connection.parameters) else { return false }
                batch.add(.read(entry))
                sent.append(read)
            } catch is PGLaneBroken {
                return false
            } catch {
                refused.append((read, .failed(error)))
            }
        }
        batch.keep(sent)
        for (read, answer) in refused { reads.refuse(number, read, answer) }
        guard handle.sync() else { return false }
        batch.add(.sync)
        return sendDrops()
    }

    private func sendGuard() -> Bool {
        guard let entry = try? prepare(PGBatch.guarding, []), handle.send(prepared: entry.name, connection.parameters)
        else { return false }
        batch.add(.guarding)
        return true
    }

    /// Binds the values and sees to it that the statement is prepared; nil when it is too much for a batch.
    private func prepare(_ statement: CompiledStatement, _ binds: [SQLValue]) throws -> PGPreparedStatement? {
        let (parameters, cache) = (connection.parameters, connection.cache)
        try parameters.encode(binds[...], hints: statement.hints)
        guard parameters.byteCount <= PGBatch.parameterBytes else { return nil }
        if let found = cache.find(statement.id, parameters), found.isPrepared { return found }
        try PGConnection.checkText(statement.sql)
        let entry = cache.insert(statement.id, parameters, named: true)
        guard handle.send(prepare: statement.sql, as: entry.name, parameters) else { throw PGLaneBroken() }
        // Others in the batch count on it; an error takes it back.
        entry.isPrepared = true
        batch.add(.prepare(entry))
        return entry
    }

    /// Each behind a sync of its own, so that a name which is gone already harms nobody.
    private func sendDrops() -> Bool {
        guard connection.cache.evicted.count >= 16 else { return true }
        for name in connection.cache.takeEvicted() {
            guard handle.send(command: "DEALLOCATE \(name)"), handle.sync() else { return false }
            batch.add(.drop(name))
            batch.add(.sync)
        }
        return true
    }
}

private struct PGLaneBroken: Error {}
