#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// One thread for the whole process that waits for deadlines; it starts with the first one.
///
/// Programs without an event loop (SQLite only) have their timeouts from here.
// The mutex guards everything mutable, hence unchecked.
package final class TimerThread: DeadlineTimer, @unchecked Sendable {
    package static let shared = TimerThread()

    // The two need stable addresses; they live as long as the process, like the only instance.
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var timers = TimerHeap()
    private var isRunning = false
    /// What the thread sleeps towards; a later deadline need not wake it.
    private var sleepsUntil = Int64.max

    private init() {
        pthread_mutex_init(mutex, nil)
        #if canImport(Darwin)
        pthread_cond_init(changed, nil)
        #else
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(changed, &attributes)
        pthread_condattr_destroy(&attributes)
        #endif
    }

    package func schedule(at deadline: Deadline, _ action: @escaping @Sendable () -> Void) -> TimerToken {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        let timer = LoopTimer(deadline: deadline, action: action)
        timers.insert(timer)
        if !isRunning {
            // Should the system have no thread to give, the next call tries again.
            isRunning = (try? ThreadStart.detach(name: "cinnabar-timer") { self.run() }) != nil
        } else if deadline.nanoseconds < sleepsUntil {
            pthread_cond_signal(changed)
        }
        return TimerToken(timer: timer)
    }

    package func cancel(_ token: TimerToken) {
        pthread_mutex_lock(mutex)
        _ = timers.remove(token.timer)
        pthread_mutex_unlock(mutex)
    }

    /// How many actions are scheduled.
    package var count: Int {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return timers.count
    }

    private func run() {
        pthread_mutex_lock(mutex)
        while true {
            let now = MonotonicClock.now
            if let timer = timers.popDue(at: now) {
                // Not asleep: whoever schedules now need not signal, the heap is read again.
                sleepsUntil = .min
                pthread_mutex_unlock(mutex)
                timer.action()
                pthread_mutex_lock(mutex)
                continue
            }
            sleepsUntil = timers.earliest?.nanoseconds ?? .max
            sleep(until: sleepsUntil, now: now)
        }
    }

    private func sleep(until deadline: Int64, now: Int64) {
        guard deadline != .max else {
            pthread_cond_wait(changed, mutex)
            return
        }
        #if canImport(Darwin)
        var time = timespec(nanoseconds: max(0, deadline - now))
        pthread_cond_timedwait_relative_np(changed, mutex, &time)
        #else
        var time = timespec(nanoseconds: deadline)
        pthread_cond_timedwait(changed, mutex, &time)
        #endif
    }
}

extension timespec {
    fileprivate init(nanoseconds: Int64) {
        self.init(tv_sec: Int(nanoseconds / 1_000_000_000), tv_nsec: Int(nanoseconds % 1_000_000_000))
    }
}
