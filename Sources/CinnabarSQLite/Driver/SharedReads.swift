import CinnabarEngine

/// Serves the queue of single reads on one reader's thread.
///
/// While reads wait, they share a transaction, which saves each of them the file's lock: half the cost of a short one.
/// Only those may share it that were asked for before its snapshot was taken; a later one could miss what its own task
/// has written in between.
struct SharedReads {
    let queue: WorkQueue
    let runner: SQLiteRunner
    /// Numbers below belong to reads that were asked for before the snapshot; 0 without a transaction.
    private var horizon: UInt64 = 0

    init(queue: WorkQueue, runner: SQLiteRunner) {
        self.queue = queue
        self.runner = runner
    }

    mutating func serve() {
        while !runner.isBroken, let item = queue.pop(beforeSleep: { endTransaction() }) {
            guard case .work(let work) = item, let read = work as? SharedRead else { continue }
            if horizon != 0, read.number >= horizon { endTransaction() }
            if horizon == 0, queue.count > 0 { beginTransaction() }
            read.run(on: runner)
        }
        endTransaction()
        runner.close()
    }

    /// The snapshot is taken by the first read in it, which is later than the horizon.
    private mutating func beginTransaction() {
        let next = SQLiteHandleWatch.nextCall()
        if (try? runner.control(SQLiteHandleWatch.unwatchedCall, "BEGIN", nil)) != nil { horizon = next }
    }

    private mutating func endTransaction() {
        guard horizon != 0 else { return }
        horizon = 0
        do { try runner.control(SQLiteHandleWatch.unwatchedCall, "COMMIT", nil) } catch {
            try? runner.control(SQLiteHandleWatch.unwatchedCall, "ROLLBACK", nil)
        }
    }
}
