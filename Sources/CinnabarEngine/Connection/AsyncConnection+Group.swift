import CinnabarSQL
import Synchronization

extension AsyncConnection {
    /// Runs different statements in order and in one round trip where the database can, and commits with the last of
    /// them if so wished. In autocommit mode the group is a transaction of its own.
    ///
    /// After an error, what the group did is still in the open transaction: roll back.
    ///
    /// - Parameters:
    ///   - commits: whether COMMIT travels with the statements. An error before it keeps it from running.
    ///   - check: looks at the answers before COMMIT, where the dialect has `.answersBeforeCommit`.
    /// - Throws: `GroupFailure` around the error of a statement, or of BEGIN and COMMIT (see `commit`);
    ///   `CancellationError`; what stands in the way of a connection as it is.
    @discardableResult
    package func executeGroup(
        _ statements: [GroupedStatement], commits: Bool = false, check: GroupRequest.Check? = nil,
        fileID: StaticString = #fileID, line: UInt = #line
    ) async throws -> GroupOutcome {
        let site = CallSite(fileID: fileID, line: line)
        try await enter()
        defer { leave() }
        guard !statements.isEmpty else {
            if commits { try await commitAlone(site) }
            return GroupOutcome(affectedRows: [])
        }
        return try await run(statements, commits: commits, check: check, site)
    }

    /// Within a call that has entered.
    func run(
        _ statements: [GroupedStatement], commits: Bool, check: GroupRequest.Check? = nil, _ site: CallSite
    ) async throws -> GroupOutcome {
        let isAlone = mode == .autocommit && !isInTransaction && !state.withLock { $0.wantsTransaction }
        if isAlone { state.withLock { $0.wantsTransaction = true } }
        do {
            let outcome = try await run(group: statements, commits: commits || isAlone, check, site)
            if commits { await releaseWriter() }
            return outcome
        } catch {
            guard isAlone else { throw error }
            guard let failure = error as? GroupFailure else { throw await rollingBack(after: error) }
            let whole = await rollingBack(after: failure.error)
            throw GroupFailure(statement: failure.statement, run: failure.run, error: whole)
        }
    }

    private func commitAlone(_ site: CallSite) async throws {
        do { try await sendCommit(site) } catch let error as DatabaseError {
            throw GroupFailure(statement: nil, error: error)
        }
        await releaseWriter()
    }

    private func run(
        group: [GroupedStatement], commits: Bool, _ check: GroupRequest.Check?, _ site: CallSite
    ) async throws -> GroupOutcome {
        let ready = try await ready(for: .write, mustWrite: true, site: site)
        if let prologue = ready.prologue { environment.logControl(prologue, ridesAlong: true) }
        state.withLock { state in
            if ready.prologue != nil { state.wantsTransaction = false }
            if group.contains(where: \.statement.touchesSession) { state.touchesSession = true }
        }
        let request = GroupRequest(
            group, prologue: ready.prologue, commits: commits, check: check, deadline: environment.statementDeadline())
        let outcome = try await environment.observe(group, waited: ready.waited, site: site) {
            try await ready.driver.executeGroup(request)
        }
        if commits { environment.logControl("COMMIT", ridesAlong: true) }
        return outcome
    }
}
