import CinnabarEngine
import CinnabarSQL

extension PGConnection {
    /// All runs in one pipeline with one sync at its end: an error makes the server skip the rest, and outside a
    /// transaction all of them are one.
    func runPipelined(_ group: inout PGGroup, isAlone: Bool) async {
        guard handle.enterPipeline() else { return group.fail(sendFailure(sql: nil)) }
        await sendRuns(&group)
        if group.failure == nil, group.request.commits {
            group.sentCommit = handle.send(command: "COMMIT")
            if group.sentCommit { group.sent.append(.commit) } else { group.fail(sendFailure(sql: "COMMIT")) }
        }
        // What was sent before something could not be would be stored by the sync.
        if isAlone, group.failure != nil, !group.isAborted, handle.send(command: "ROLLBACK") {
            group.sent.append(.undo)
        }
        let dropped = isAlone || group.request.commits ? cache.takeEvicted() : []
        if handle.sync(), sendDrops(dropped) {
            await link.flush()
            await read(&group, until: 0)
            await readSync()
            for name in dropped where !link.isDead { await readDrop(name) }
        } else {
            link.abandon()
        }
        if !handle.exitPipeline(), !link.isDead { link.abandon() }
    }

    /// Results are read while runs are still being sent, or both sides would wait for each other with full buffers.
    private func sendRuns(_ group: inout PGGroup) async {
        if let prologue = group.request.prologue {
            guard handle.send(command: prologue) else { return group.fail(sendFailure(sql: prologue)) }
            group.sent.append(.prologue)
        }
        for (index, grouped) in group.request.statements.enumerated() {
            group.entry = nil
            for run in 0..<grouped.runCount {
                guard sendRun(grouped, index, run, &group) else { return }
                guard group.isFull else { continue }
                let rest = group.takeRest()
                await link.flush()
                await read(&group, until: rest)
                if group.failure != nil || link.isDead { return }
            }
        }
    }

    /// False after an error: what cannot be bound or sent ends the pipeline like an error of the server.
    // Inlined into the async loop, its errors make Swift 6.3's optimiser crash.
    @inline(never)
    private func sendRun(_ grouped: GroupedStatement, _ index: Int, _ run: Int, _ group: inout PGGroup) -> Bool {
        do {
            try bind(grouped, run)
            try send(grouped, index, run, &group)
            group.unflushed += parameters.byteCount
            // Without this the server keeps its answers until its own buffer is full.
            guard !group.isFull || handle.requestFlush() else { throw sendFailure(sql: grouped.statement.sql) }
            return true
        } catch {
            group.fail(error, index, run)
            return false
        }
    }

    private func send(_ grouped: GroupedStatement, _ index: Int, _ run: Int, _ group: inout PGGroup) throws {
        let sql = grouped.statement.sql
        let entry = try entry(for: grouped, &group)
        guard let entry, entry.isNamed else {
            guard handle.send(sql, parameters) else { throw sendFailure(sql: sql) }
            return group.sent.append(.run(entry, statement: index, run: run))
        }
        if !entry.isPrepared {
            guard handle.send(prepare: sql, as: entry.name, parameters) else { throw sendFailure(sql: sql) }
            group.sent.append(.prepare(entry, statement: index, run: run))
            // Later runs count on it; an error takes it back.
            entry.isPrepared = true
        }
        guard handle.send(prepared: entry.name, parameters) else { throw sendFailure(sql: sql) }
        group.sent.append(.run(entry, statement: index, run: run))
    }

    private func entry(for grouped: GroupedStatement, _ group: inout PGGroup) throws -> PGPreparedStatement? {
        if let entry = group.entry, entry.fits(parameters) { return entry }
        let statement = grouped.statement
        var entry = cache.find(statement.id, parameters)
        // What runs often is prepared even when it is not worth keeping.
        if entry == nil, statement.isReusable || grouped.runCount > 1 {
            try Self.checkText(statement.sql)
            entry = cache.insert(statement.id, parameters, named: options.prepare == .auto)
        } else if entry == nil {
            try Self.checkText(statement.sql)
        }
        group.entry = entry
        return entry
    }

    private func sendDrops(_ names: [String]) -> Bool {
        // Each behind a sync of its own, so that a name which is gone already harms nobody.
        names.allSatisfy { handle.send(command: "DEALLOCATE \($0)") && handle.sync() }
    }

    private func readDrop(_ name: String) async {
        while !link.isDead, let result = await link.nextResult() {
            if result.field(.sqlState) == "25P02" { cache.giveBack([name]) }
            result.clear()
        }
        await readSync()
    }

    /// A sync's own result has no nil behind it.
    private func readSync() async {
        if !link.isDead, let result = await link.nextResult() { result.clear() }
    }
}
