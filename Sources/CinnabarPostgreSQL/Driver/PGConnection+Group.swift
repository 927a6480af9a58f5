package import CinnabarEngine
import CinnabarSQL

extension PGConnection {
    package func executeGroup(_ request: GroupRequest) async throws -> GroupOutcome {
        var place: (statement: Int?, run: Int) = (nil, 0)
        do {
            return try await call(deadline: request.deadline) {
                do { return try await retrying(request) } catch let failure as GroupFailure {
                    place = (failure.statement, failure.run)
                    throw failure.error
                }
            }
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            throw GroupFailure(statement: place.statement, run: place.run, error: error)
        }
    }

    /// Once more when the schema has changed under a prepared statement, or a pooler has changed the server.
    func retrying(_ request: GroupRequest, isBatch: Bool = false) async throws -> GroupOutcome {
        let wasIdle = handle.transactionStatus == .idle
        do { return try await run(request, isBatch: isBatch, mayRetry: wasIdle) } catch is PGStalePlan {
            if handle.transactionStatus != .idle { try await runScript("ROLLBACK") }
            return try await run(request, isBatch: isBatch, mayRetry: false)
        }
    }

    /// Runs a group within a call. An error leaves an open transaction to the caller.
    ///
    /// - Throws: `GroupFailure`; `PGStalePlan` when the group may be run again.
    private func run(
        _ request: GroupRequest, isBatch: Bool, mayRetry: Bool
    ) async throws -> GroupOutcome {
        var group = PGGroup(request, isBatch: isBatch)
        let isAlone = request.prologue == nil && handle.transactionStatus == .idle
        if options.prepare == .off {
            await runOneByOne(&group, isAlone: isAlone)
        } else {
            await runPipelined(&group, isAlone: isAlone)
        }
        return try outcome(of: group, mayRetry: mayRetry)
    }

    private func outcome(of group: PGGroup, mayRetry: Bool) throws -> GroupOutcome {
        // What the server refused before COMMIT kept it from happening, whatever became of the connection.
        if group.isAborted, let failure = group.failure {
            guard let error = failure.error as? DatabaseError else { throw failure }
            let stale = staleOr(error, group.failedEntry)
            if stale is PGStalePlan, mayRetry, !group.wasRead { throw stale }
            throw failure
        }
        if group.sentCommit {
            do { try checkCommit(tag: group.commitTag, group.lastError) } catch {
                throw GroupFailure(statement: nil, error: error)
            }
        }
        if let failure = group.failure { throw failure }
        if link.isDead, group.commitTag == nil {
            throw GroupFailure(statement: nil, error: DatabaseError.connectionLost(lostText))
        }
        return GroupOutcome(affectedRows: group.affectedRows)
    }

    /// For proxies without pipelines.
    private func runOneByOne(_ group: inout PGGroup, isAlone: Bool) async {
        let request = group.request
        do {
            if let begin = request.prologue ?? (isAlone ? "BEGIN" : nil) { try await runScript(begin) }
        } catch {
            return group.fail(error)
        }
        for (index, grouped) in request.statements.enumerated() where group.failure == nil {
            for run in 0..<grouped.runCount where group.failure == nil {
                do {
                    try bind(grouped, run)
                    try Self.checkText(grouped.statement.sql)
                    guard handle.send(grouped.statement.sql, parameters) else {
                        throw sendFailure(sql: grouped.statement.sql)
                    }
                    await link.flush()
                    await readAnswer(to: .run(nil, statement: index, run: run), &group)
                } catch {
                    group.fail(error, index, run)
                }
            }
        }
        do {
            if group.failure != nil {
                if isAlone, !link.isDead { try await runScript("ROLLBACK") }
            } else if isAlone || request.commits {
                try await runScript("COMMIT")
            }
        } catch {
            group.fail(error)
        }
    }

    func bind(_ grouped: GroupedStatement, _ run: Int) throws {
        let start = run * grouped.width
        guard grouped.width >= 0, start + grouped.width <= grouped.binds.count else {
            throw DatabaseError(.misuse, "there are fewer binds than runs × width") { fields in
                fields.sql = grouped.statement.sql
            }
        }
        try parameters.encode(grouped.binds[start..<(start + grouped.width)], hints: grouped.statement.hints)
    }
}
