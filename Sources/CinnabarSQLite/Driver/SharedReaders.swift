import CinnabarEngine
import CinnabarSQL
import Synchronization

/// Connections that serve single reads from one queue: no lease, and one thread switch there and one back.
///
/// Under load a reader finds the next read without going to sleep, which makes this several times faster than leasing
/// a connection for each. They belong to the queue alone, so that read transactions cannot starve it.
final class SharedReaders: Sendable {
    typealias Open = @Sendable () async throws -> SQLiteConnection

    private struct State: Sendable {
        var opening = 0
        var serving: [SQLiteConnection] = []
        var isDisposed = false
    }

    /// How often waiting reads are looked at for their deadlines, while there are any.
    private static let tick = Duration.milliseconds(10)

    private let queue = WorkQueue()
    private let limit: Int
    private let acquireTimeout: Duration?
    private let open: Open
    private let state = Locked(State())
    private let isTicking = Atomic(false)

    init(limit: Int, acquireTimeout: Duration?, open: @escaping Open) {
        self.limit = limit
        self.acquireTimeout = acquireTimeout
        self.open = open
    }

    deinit { queue.stop() }

    /// nil when the statement must run on a connection of its own.
    func execute(_ request: StatementRequest, sink: any RowSink) async throws -> StatementOutcome? {
        let patience = acquireTimeout.map { Deadline.after($0).nanoseconds } ?? .max
        let read = SharedRead(request, sink, patience: patience)
        defer { read.handOver.take() }
        return try await withTaskCancellationHandler {
            try await withUnsafeThrowingContinuation { continuation in
                if read.wait(continuation) { submit(read) }
            }
        } onCancel: {
            read.cancel()
        }
    }

    private func submit(_ read: SharedRead) {
        switch queue.push(.work(read)) {
        case .refused: read.fail(SQLiteErrors.disposed)
        case .queued(isAwaited: true): break
        case .queued(isAwaited: false):
            addReader()
            startTicking()
        }
    }

    // MARK: Readers

    private func addReader() {
        let isNeeded = state.withLock { state in
            guard !state.isDisposed, state.opening + state.serving.count < limit else { return false }
            state.opening += 1
            return true
        }
        guard isNeeded else { return }
        Task.detached { await self.openReader() }
    }

    private func openReader() async {
        do {
            let connection = try await open()
            let isWanted = state.withLock { state in
                state.opening -= 1
                if !state.isDisposed { state.serving.append(connection) }
                return !state.isDisposed
            }
            guard isWanted else { return await connection.close(deadline: .after(.seconds(1))) }
            connection.serve(queue) { [weak self, weak connection] in
                if let self, let connection { self.ended(connection) }
            }
        } catch {
            let isAlone = state.withLock { state in
                state.opening -= 1
                return state.opening == 0 && state.serving.isEmpty
            }
            // Others will serve what waits; without any, it would wait in vain.
            if isAlone { takeWaiting { _ in true }.forEach { $0.fail(error) } }
        }
    }

    /// The connection is of no use any more, or the queue was stopped.
    private func ended(_ connection: SQLiteConnection) {
        state.withLock { state in state.serving.removeAll { $0 === connection } }
        if queue.count > 0 { addReader() }
    }

    // MARK: Waiting

    private func startTicking() {
        guard !isTicking.exchange(true, ordering: .sequentiallyConsistent) else { return }
        _ = TimerThread.shared.schedule(at: .after(Self.tick)) { [weak self] in self?.look() }
    }

    /// On the timer's thread.
    private func look() {
        isTicking.store(false, ordering: .sequentiallyConsistent)
        let now = MonotonicClock.now
        // Those that were cancelled wait no more, and go too.
        for read in takeWaiting({ $0.limit <= now || !$0.isWaiting }) { read.fail(read.lateError) }
        // After the flag was cleared, so that a read that comes now is seen by one of the two.
        if queue.count > 0 { startTicking() }
    }

    private func takeWaiting(_ isMeant: (SharedRead) -> Bool) -> [SharedRead] {
        queue.takeWork { ($0 as? SharedRead).map(isMeant) ?? false }.compactMap { $0 as? SharedRead }
    }

    // MARK: Lifecycle

    var status: PoolStatus {
        let (opening, serving) = state.withLock { ($0.opening, $0.serving.count) }
        var status = PoolStatus()
        status.connecting = opening
        status.idle = serving
        status.waiting = queue.count
        return status
    }

    /// Serves what is queued until the deadline, interrupts what runs on, and closes the readers.
    func dispose(deadline: Deadline) async {
        let serving = state.withLock { state in
            state.isDisposed = true
            return state.serving
        }
        queue.stop()
        let timer = TimerThread.shared.schedule(at: deadline) {
            self.takeWaiting { _ in true }.forEach { $0.fail(SQLiteErrors.disposed) }
            serving.forEach { $0.abort() }
        }
        // Closing queues up behind the serving, which ends when the queue is empty.
        for connection in serving { await connection.close(deadline: deadline) }
        TimerThread.shared.cancel(timer)
        // Without readers nobody else does.
        takeWaiting { _ in true }.forEach { $0.fail(SQLiteErrors.disposed) }
    }
}
