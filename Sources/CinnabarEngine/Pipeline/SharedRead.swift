package import CinnabarSQL

/// One read on its way through a shared connection, in the steps of a statement that runs in place.
///
/// Unchecked: its task makes it and waits; the lane fills it in before it resumes the task.
package final class SharedRead: InPlaceSteps, @unchecked Sendable {
    package let statement: CompiledStatement
    package let binds: [SQLValue]
    private let reads: SharedReads
    private var answer = SharedAnswer.again
    private let handOver = HandOver()
    // Guarded by the lock of `reads`: whoever takes the continuation resumes it.
    var continuation: UnsafeContinuation<Void, any Error>?
    var id: UInt64 = 0

    init(_ statement: CompiledStatement, _ binds: [SQLValue], _ reads: SharedReads) {
        self.statement = statement
        self.binds = binds
        self.reads = reads
    }

    /// Joins the queue and waits. A cancelled task leaves at once; its answer is thrown away when it comes.
    package func receiveInPlace() async throws -> InPlaceStart {
        reads.begin()
        defer { reads.end() }
        try await withTaskCancellationHandler {
            try await withUnsafeThrowingContinuation { reads.enqueue(self, $0) }
        } onCancel: {
            reads.cancel(self)
        }
        handOver.take()
        switch answer {
        case .rows(let rows): return .rows(rows.cursor)
        case .failed(let error): throw error
        case .again, .skipped: return .notNow
        }
    }

    package func endInPlace(skipsRows: Bool) throws -> StatementOutcome {
        guard case .rows(let rows) = answer else { return StatementOutcome() }
        let outcome = rows.outcome
        cancelInPlace()
        return outcome
    }

    package func cancelInPlace() {
        guard case .rows(let rows) = answer else { return }
        answer = .again
        rows.end()
    }

    /// By who has taken the continuation.
    func resume(_ continuation: UnsafeContinuation<Void, any Error>, _ answer: SharedAnswer) {
        self.answer = answer
        handOver.give()
        continuation.resume()
    }
}
