package import CinnabarSQL

/// A connection that serves the reads of many tasks: what a driver implements. Its lease is its own.
package protocol ReadLane: AnyObject, Sendable {
    /// There is something to do: take a batch, stop one, or go. From any thread; must not block.
    func call()
}

/// Rows that were received on a lane, and are read by the task that asked for them.
package protocol SharedRows: AnyObject {
    var cursor: RowCursor { get }
    var outcome: StatementOutcome { get }
    /// The rows have been read.
    func end()
}

/// How a shared read ended.
package enum SharedAnswer {
    case rows(any SharedRows)
    case failed(any Error)
    /// It has no answer, and has to run on a connection of its own: always possible, because it only reads.
    case again
    /// The server has skipped it because of an error before it: it waits for the next batch.
    case skipped
}
