package import CinnabarEngine
import CinnabarSQL

extension PGConnection {
    package func control(_ sql: String, deadline: Deadline?) async throws {
        let isShielded = Self.endsTransaction(sql)
        try await call(deadline: deadline, isShielded: isShielded) { try await runScript(sql) }
    }

    /// A cancelled task still ends what it has begun.
    private static func endsTransaction(_ sql: String) -> Bool {
        ["COMMIT", "ROLLBACK", "RELEASE"].contains { sql.hasPrefix($0) }
    }

    package func ping(deadline: Deadline) async throws {
        try await call(deadline: deadline, overrun: .abandon) { try await runScript("") }
    }

    package func reset(thorough: Bool, deadline: Deadline) async throws {
        let isOpen = transactionStatus != .idle
        guard isOpen || thorough else { return }
        var script = isOpen ? "ROLLBACK;" : ""
        if thorough { script += Self.freshSession }
        try await call(deadline: deadline, overrun: .abandon, isShielded: true) { try await runScript(script) }
        guard transactionStatus == .idle else {
            breakDown()
            throw DatabaseError.connectionLost("the connection could not be reset")
        }
    }

    /// What `DISCARD ALL` does, without the prepared statements, which are ours, and in one message, which it refuses.
    private static let freshSession = """
        CLOSE ALL; SET SESSION AUTHORIZATION DEFAULT; RESET ROLE; RESET ALL; UNLISTEN *; \
        SELECT pg_advisory_unlock_all(); DISCARD TEMP; DISCARD SEQUENCES
        """

    /// Runs text in the simple protocol, within a call.
    func runScript(_ sql: String) async throws {
        try Self.checkText(sql)
        let isCommit = Self.isCommit(sql)
        guard handle.send(script: sql) else { throw sendFailure(sql: sql) }
        await link.flush()
        var error: DatabaseError?
        var lastTag: String?
        var isOver = false
        while !isOver, let result = await link.nextResult() {
            switch result.status {
            case .error: error = error ?? DatabaseError(result, sql: sql, bindCount: 0)
            case .command: lastTag = result.tag
            case .copyIn, .copyOut:
                error = error ?? DatabaseError(.misuse, "COPY has functions of its own: copyIn and copyOut")
                link.abandon()
                isOver = true
            default: break
            }
            result.clear()
        }
        if isCommit { return try checkCommit(tag: lastTag, error) }
        if let error { throw error }
        if link.isDead { throw DatabaseError.connectionLost(lostText, sql: sql) }
    }

    func checkCommit(tag: String?, _ error: DatabaseError?) throws {
        switch tag {
        // Whatever happens to the connection afterwards, it is done.
        case "COMMIT": return
        case "ROLLBACK":
            throw DatabaseError(
                .transactionRolledBack,
                "COMMIT was answered with ROLLBACK, because an earlier statement of the transaction had failed")
        default: break
        }
        guard link.isDead || handle.isBad || error?.kind == .connectionLost else {
            if let error { throw error }
            return
        }
        throw DatabaseError(
            .commitOutcomeUnknown,
            "the connection was lost while COMMIT was under way: it may or may not have happened"
        ) { fields in
            fields.sqlState = error?.sqlState
            fields.underlying = error
        }
    }

    private static func isCommit(_ sql: String) -> Bool {
        let word = sql.drop(while: \.isWhitespace).prefix(while: \.isLetter).uppercased()
        return word == "COMMIT" || word == "END"
    }
}
