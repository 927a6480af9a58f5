/// Runs closures of several statements on the thread of their connection.
package enum Placement {
    /// A thread that is emptying an actor's queue may take the task back before it has moved: rare, and rarer twice.
    private static let attempts = 32

    /// Runs `body` wholly on the executor, and comes back off it.
    ///
    /// Plain tasks and default actors move; code on the main actor and on actors with executors of their own stays
    /// where it belongs. Correctness never depends on the place, only speed.
    ///
    /// - Parameters:
    ///   - executor: nil runs the body where the caller is.
    ///   - isCurrent: whether the caller is on the executor's thread.
    package static func run<Value, Failure: Error>(
        isolation: isolated (any Actor)? = #isolation, on executor: (any TaskExecutor)?, isCurrent: () -> Bool,
        _ body: () async throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        guard let executor, !isCurrent(), isolation !== MainActor.shared else { return try await body() }
        let result: Result<Value, Failure> = await withTaskExecutorPreference(executor) {
            // The closure keeps the caller's isolation, so that the question is asked where the body will run.
            _ = isolation
            // The preference alone leaves a caller on a default actor on its old thread: the runtime switches inline.
            for _ in 0..<attempts where !isCurrent() { await requeue(through: executor) }
            do throws(Failure) { return .success(try await body()) } catch { return .failure(error) }
        }
        // And back: the caller's own code must not stay on our thread.
        for _ in 0..<attempts where isCurrent() { await requeue(through: executor) }
        return try result.get()
    }

    /// Suspends and is resumed by a job on the executor's thread, which enqueues the task anew where it prefers to be.
    ///
    /// `Task.yield()` does not do it reliably: its job may run elsewhere before the task has suspended, and then the
    /// task goes on in place. On the executor itself this job cannot run before; from outside, it hardly ever does.
    private static func requeue(through executor: any TaskExecutor) async {
        await withUnsafeContinuation { continuation in
            _ = Task(executorPreference: executor) { continuation.resume() }
        }
    }
}
