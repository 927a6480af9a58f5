import CinnabarSQL
import Synchronization

/// A thread for the blocking calls of one database connection.
///
/// Tasks can be placed on it, so that a closure of many statements pays for no thread switches:
///
/// ```swift
/// try await withTaskExecutorPreference(thread) { … }
/// ```
///
/// The thread ends by itself, unjoined, when this object goes: whoever may still enqueue holds it, so that no job is
/// ever lost.
package final class DatabaseThread: TaskExecutor {
    private let queue = WorkQueue()
    /// 0 until the thread runs. It is set before the first job, which is when anybody can be on the thread.
    private let threadID: ThreadID
    private let handOver = HandOver()

    private final class ThreadID: Sendable {
        let value = Atomic<UInt>(0)
    }

    /// - Throws: `DatabaseError` when the system refuses another thread.
    package init(name: String) throws {
        let threadID = ThreadID()
        self.threadID = threadID
        // The thread holds the queue, not this object.
        try ThreadStart.detach(name: name) { [queue] in
            threadID.value.store(ThreadStart.current, ordering: .relaxed)
            while let item = queue.pop() { item.run() }
            threadID.value.store(0, ordering: .relaxed)
        }
    }

    deinit { queue.stop() }

    /// Whether the caller runs on this thread.
    package var isCurrent: Bool { threadID.value.load(ordering: .relaxed) == ThreadStart.current }

    package func enqueue(_ job: consuming ExecutorJob) {
        queue.push(.job(UnownedJob(job), self))
    }

    /// Queues work behind all that is queued already.
    package func submit(_ work: any ThreadWork) {
        queue.push(.work(work))
    }

    package func submit(_ work: @escaping @Sendable () -> Void) {
        queue.push(.work(ClosureWork(work)))
    }

    /// Runs a blocking closure on the thread: at once when the caller is there, else with two thread switches.
    package func perform<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        if isCurrent { return try body() }
        defer { handOver.take() }
        return try await withUnsafeThrowingContinuation { continuation in
            // Resumed once: the queue runs every item, also those that are queued when the thread ends.
            submit {
                let result = Result { try body() }
                #if DEBUG
                self.handOver.give()
                #endif
                continuation.resume(with: result)
            }
        }
    }
}

private final class ClosureWork: ThreadWork {
    private let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    func run(on worker: AnyObject?) { body() }
}

extension DatabaseThread {
    /// The thread as an actor's own executor. A role apart, because the runtime must be told for which of the two a
    /// job was enqueued.
    package final class Isolation: SerialExecutor {
        private let thread: DatabaseThread

        package init(_ thread: DatabaseThread) { self.thread = thread }

        package func enqueue(_ job: consuming ExecutorJob) {
            thread.enqueue(UnownedJob(job), isolatedTo: self)
        }

        package func isIsolatingCurrentContext() -> Bool? { thread.isCurrent }

        package func checkIsolated() {
            // Asserts the program's own structure, like `Actor.assumeIsolated`, whose requirement this is.
            precondition(thread.isCurrent, "not on the database's thread")
        }
    }

    private func enqueue(_ job: UnownedJob, isolatedTo isolation: Isolation) {
        queue.push(.isolatedJob(job, isolation))
    }
}
