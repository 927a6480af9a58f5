import CinnabarEngine
import CinnabarSQL

/// One command of a pipeline, in the order in which its results come.
enum PGPipelineStep {
    case prologue(String)
    case prepare
    case statement
    case drop(String)
    case sync
}

extension PGConnection {
    /// Sends what comes before a statement (BEGIN, its preparation) together with it: one round trip.
    func pipeline(
        _ request: StatementRequest, _ entry: PGPreparedStatement?, _ sink: (any RowSink)?
    ) async throws -> PGCollector {
        let statement = request.statement
        let dropped = cache.evicted.isEmpty || !mayDrop ? [] : cache.takeEvicted()
        var steps: [PGPipelineStep] = []
        if let prologue = request.prologue { steps.append(.prologue(prologue)) }
        if let entry, entry.isNamed, !entry.isPrepared { steps.append(.prepare) }
        steps += [.statement, .sync]
        // Behind a sync of their own, so that a name which is gone already harms nobody.
        for name in dropped { steps += [.drop(name), .sync] }
        guard send(steps, statement, entry) else {
            let error = sendFailure(sql: statement.sql)
            link.abandon()
            throw error
        }
        await link.flush()
        let collected = await collect(steps, statement, entry, sink)
        if !handle.exitPipeline(), !link.isDead { link.abandon() }
        return collected
    }

    /// Dropping a name that the server has lost would abort a transaction; but the names must not pile up either.
    private var mayDrop: Bool { handle.transactionStatus == .idle || cache.evicted.count >= 64 }

    private func send(
        _ steps: [PGPipelineStep], _ statement: CompiledStatement, _ entry: PGPreparedStatement?
    ) -> Bool {
        guard handle.enterPipeline() else { return false }
        for step in steps {
            let isSent =
                switch step {
                case .prologue(let sql): handle.send(command: sql)
                case .prepare: entry.map { handle.send(prepare: statement.sql, as: $0.name, parameters) } ?? false
                case .statement:
                    if let entry, entry.isNamed {
                        handle.send(prepared: entry.name, parameters)
                    } else {
                        handle.send(statement.sql, parameters)
                    }
                case .drop(let name): handle.send(command: "DEALLOCATE \(name)")
                case .sync: handle.sync()
                }
            if !isSent { return false }
        }
        return true
    }

    /// Reads the results of each step. Between steps stands a nil, behind a sync none.
    private func collect(
        _ steps: [PGPipelineStep], _ statement: CompiledStatement, _ entry: PGPreparedStatement?,
        _ sink: (any RowSink)?
    ) async -> PGCollector {
        var collector = PGCollector(statement: statement, bindCount: parameters.count)
        for step in steps {
            var failure: DatabaseError?
            var isDone = false
            while let result = await link.nextResult() {
                defer { result.clear() }
                switch (step, result.status) {
                case (.statement, let status) where status != .aborted:
                    collector.take(result, entry, sink)
                case (_, .error):
                    failure = DatabaseError(result, sql: statement.sql, bindCount: collector.bindCount)
                case (_, .command), (_, .rows): isDone = true
                case (_, .sync): isDone = true
                default: break
                }
                if case .sync = step { break }
                if collector.mustAbandon {
                    link.abandon()
                    return collector
                }
            }
            if link.isDead {
                collector.isComplete = collector.error != nil
                collector.error = collector.error ?? failure ?? .connectionLost(lostText, sql: statement.sql)
                return collector
            }
            note(step, isDone: isDone, failure, entry, &collector)
        }
        return collector
    }

    private func note(
        _ step: PGPipelineStep, isDone: Bool, _ failure: DatabaseError?, _ entry: PGPreparedStatement?,
        _ collector: inout PGCollector
    ) {
        switch step {
        case .prologue:
            if let failure { collector.error = failure }
        case .prepare:
            entry?.isPrepared = isDone
            if let failure { collector.error = failure }
            // What was never prepared must not be found again.
            if !isDone, let entry { cache.remove(entry) }
        case .drop(let name):
            // In a failed transaction nothing can be dropped; a name that is gone need not be.
            if failure?.sqlState == "25P02" { cache.giveBack([name]) }
        case .statement, .sync: break
        }
    }
}
