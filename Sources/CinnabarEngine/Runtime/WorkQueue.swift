import DequeModule

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Something that a database thread does, given as an object so that queueing it allocates nothing more.
package protocol ThreadWork: AnyObject, Sendable {
    /// - Parameter worker: what the thread that serves the queue has brought along.
    func run(on worker: AnyObject?)
}

/// A first-come-first-served queue that one thread or several serve, sleeping while it is empty.
///
/// A mutex and a condition: measured as fast as futexes and eventfds, and portable.
package final class WorkQueue: @unchecked Sendable {  // everything mutable is touched under `mutex` only
    package enum Item {
        /// The executor is kept alive while its job runs.
        case job(UnownedJob, DatabaseThread)
        case isolatedJob(UnownedJob, DatabaseThread.Isolation)
        case work(any ThreadWork)
    }

    /// What became of an item that was pushed.
    package enum Admission {
        case refused
        /// `isAwaited` says that a thread was asleep and is being woken for it.
        case queued(isAwaited: Bool)
    }

    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let condition: UnsafeMutablePointer<pthread_cond_t>
    private var items = Deque<Item>()
    private var sleepers = 0
    private var isStopped = false

    package init() {
        mutex = .allocate(capacity: 1)
        condition = .allocate(capacity: 1)
        mutex.initialize(to: pthread_mutex_t())
        condition.initialize(to: pthread_cond_t())
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(condition, nil)
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    @discardableResult
    package func push(_ item: Item) -> Admission {
        pthread_mutex_lock(mutex)
        if isStopped {
            pthread_mutex_unlock(mutex)
            return .refused
        }
        items.append(item)
        // More items than sleepers: those that are waking up are spoken for.
        let isAwaited = sleepers >= items.count
        let wakes = sleepers > 0
        pthread_mutex_unlock(mutex)
        if wakes { pthread_cond_signal(condition) }
        return .queued(isAwaited: isAwaited)
    }

    /// The next item; sleeps until there is one, and returns nil when the queue is stopped and empty.
    package func pop() -> Item? { pop(beforeSleep: {}) }

    /// As `pop`; does something before it goes to sleep, with the queue unlocked.
    package func pop(beforeSleep: () -> Void) -> Item? {
        var isReady = false
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while true {
            if let item = items.popFirst() { return item }
            if isStopped { return nil }
            guard isReady else {
                pthread_mutex_unlock(mutex)
                beforeSleep()
                pthread_mutex_lock(mutex)
                isReady = true
                continue
            }
            sleepers += 1
            pthread_cond_wait(condition, mutex)
            sleepers -= 1
        }
    }

    /// Refuses new items; the threads serve what is queued and then end.
    package func stop() {
        pthread_mutex_lock(mutex)
        isStopped = true
        pthread_mutex_unlock(mutex)
        pthread_cond_broadcast(condition)
    }

    /// Takes work out of the queue that is not to be done any more.
    package func takeWork(where isUnwanted: (any ThreadWork) -> Bool) -> [any ThreadWork] {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        var taken: [any ThreadWork] = []
        items.removeAll { item in
            guard case .work(let work) = item, isUnwanted(work) else { return false }
            taken.append(work)
            return true
        }
        return taken
    }

    package var count: Int {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return items.count
    }
}

extension WorkQueue.Item {
    package func run(on worker: AnyObject? = nil) {
        switch self {
        case .job(let job, let thread): job.runSynchronously(on: thread.asUnownedTaskExecutor())
        case .isolatedJob(let job, let isolation): job.runSynchronously(on: isolation.asUnownedSerialExecutor())
        case .work(let work): work.run(on: worker)
        }
    }
}
