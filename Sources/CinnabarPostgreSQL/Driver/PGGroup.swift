import CinnabarEngine
import CinnabarSQL

/// A group of statements under way: what was sent, and what was answered.
struct PGGroup {
    enum Command {
        case prologue
        case prepare(PGPreparedStatement, statement: Int, run: Int)
        case run(PGPreparedStatement?, statement: Int, run: Int)
        case commit
        /// Takes back what was sent before something could not be.
        case undo
    }

    /// How many commands may be unanswered.
    static let window = 1024
    /// How many bytes of parameters may be buffered.
    static let bytes = 4 << 20

    let request: GroupRequest
    /// Rows of a batch are told apart by their number in the message, runs of a group by the failure's.
    let isBatch: Bool
    var entry: PGPreparedStatement?
    var sent: [Command] = []
    var answered = 0
    var unflushed = 0
    var affectedRows: [[Int]]
    /// The first thing that went wrong; the COMMIT's own error is kept apart.
    var failure: GroupFailure?
    var failedEntry: PGPreparedStatement?
    /// The server has refused something, so that it skips the rest.
    var isAborted = false
    /// A sink has got rows.
    var wasRead = false
    var sentCommit = false
    var commitTag: String?
    var commitError: DatabaseError?

    init(_ request: GroupRequest, isBatch: Bool) {
        self.request = request
        self.isBatch = isBatch
        affectedRows = request.statements.map { grouped in
            var affected: [Int] = []
            affected.reserveCapacity(grouped.runCount)
            return affected
        }
    }

    /// What the COMMIT that was sent may have ended in.
    var lastError: DatabaseError? { commitError ?? failure?.error as? DatabaseError }
    var unanswered: Int { sent.count - answered }
    /// It is time to read.
    var isFull: Bool { unanswered >= Self.window || unflushed >= Self.bytes }

    /// How many commands may stay unanswered when it is full.
    mutating func takeRest() -> Int {
        defer { unflushed = 0 }
        return unflushed >= Self.bytes ? 16 : Self.window / 2
    }

    mutating func compact() {
        sent.removeFirst(answered)
        answered = 0
    }

    /// Keeps the first failure.
    mutating func fail(_ error: any Error, _ statement: Int? = nil, _ run: Int = 0) {
        guard failure == nil else { return }
        guard let known = error as? DatabaseError else {
            failure = GroupFailure(statement: statement, run: run, error: error)
            return
        }
        // A lost connection is nobody's fault in particular.
        let isLost = known.kind == .connectionLost
        let named = isBatch && statement != nil && !isLost ? known.in(row: run) : known
        failure = GroupFailure(statement: isLost ? nil : statement, run: isLost ? 0 : run, error: named)
    }
}

extension DatabaseError {
    /// The same error, saying which row of a batch it was, from 0.
    fileprivate func `in`(row: Int) -> DatabaseError {
        var error = self
        error.fields.message += " (row \(row) of the batch)"
        return error
    }
}
