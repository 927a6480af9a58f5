extension PGLink {
    /// Forgets what came before: the server is idle, so that all that follows answers the next statement.
    ///
    /// Something that arrived meanwhile, a notice or the end of the connection, is read first.
    func beginStatement() {
        mayHaveMore = false
        if takeEdge() { consume() }
    }

    /// Whether the connection ended while nothing ran: reads what has come meanwhile, without waiting.
    func isDeadWhileIdle() -> Bool {
        guard takeEdge() else { return isDead || handle.isBad }
        while !isDead, hasInput(handle.socket) { consume() }
        // Has libpq look at it: a last word of the server goes to the notice receiver.
        _ = handle.isBusy
        return isDead || handle.isBad
    }

    /// Ends the connection from the owner's side: no result will come any more.
    func abandon() {
        isDead = true
        shutDown(handle.socket)
    }

    /// Sends all that is still buffered, reading what comes meanwhile: else both sides could wait for each other.
    func flush() async {
        while !isDead {
            switch handle.flush() {
            case .done: return
            case .failed:
                // The server's last words may still be read.
                consume()
                return
            case .pending:
                waitsFor = .flush
                await wait()
                waitsFor = .result
            }
        }
    }

    /// The next result; nil at the end of a statement's results.
    func nextResult() async -> PGResult? {
        if !hasResult { await waitForResult() }
        return handle.nextResult()
    }

    /// Returns when the next result is there, or the end.
    ///
    /// What comes first is read here, on the caller's thread: a small answer is then allocated, read and freed in one
    /// place. Of a large one the loop reads the rest, so that the caller is woken once more and not for each piece.
    func waitForResult() async {
        if isDead || !handle.isBusy { return }
        // What a read before has left behind brings no edge: then `wait` looks at the socket first.
        if !mayHaveMore {
            await park(until: .input)
            consume()
        }
        while !isDead, handle.isBusy { await wait() }
    }

    /// Whether the next result is there already, or there is none.
    var hasResult: Bool { isDead || !handle.isBusy }

    /// Reads what is there, once. False when the connection broke.
    func read() -> Bool {
        consume()
        return !isDead
    }

    /// Returns when the socket's state may have changed; nothing is read.
    func waitForEvent() async {
        await park(until: .event)
        mayHaveMore = true
    }
}
