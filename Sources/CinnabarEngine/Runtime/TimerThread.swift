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
    private var queue = TimerQueue()
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
        let token = queue.insert(at: deadline.nanoseconds, action)
        if !isRunning {
            // Should the system have no thread to give, the next call tries again.
            isRunning = startTimerThread(self)
        } else if deadline.nanoseconds < sleepsUntil {
            pthread_cond_signal(changed)
        }
        return TimerToken(rawValue: token)
    }

    package func cancel(_ token: TimerToken) {
        pthread_mutex_lock(mutex)
        queue.remove(token.rawValue)
        pthread_mutex_unlock(mutex)
    }

    /// How many actions are scheduled.
    package var count: Int {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return queue.count
    }

    fileprivate func run() {
        pthread_mutex_lock(mutex)
        while true {
            let now = MonotonicClock.now
            if let action = queue.popDue(now: now) {
                // Not asleep: whoever schedules now need not signal, the queue is read again.
                sleepsUntil = .min
                pthread_mutex_unlock(mutex)
                action()
                pthread_mutex_lock(mutex)
                continue
            }
            sleepsUntil = queue.nextDeadline() ?? .max
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

/// A function of its own, because a closure inside the class could pick up an isolation that is wrong on the thread.
private func startTimerThread(_ timer: TimerThread) -> Bool {
    let argument = Unmanaged.passRetained(timer)
    #if canImport(Darwin)
    var thread: pthread_t?
    #else
    var thread = pthread_t()
    #endif
    guard pthread_create(&thread, nil, timerThreadMain, argument.toOpaque()) == 0 else {
        argument.release()
        return false
    }
    #if canImport(Darwin)
    if let thread { pthread_detach(thread) }
    #else
    pthread_detach(thread)
    #endif
    return true
}

#if canImport(Darwin)
private func timerThreadMain(_ argument: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
    pthread_setname_np("cinnabar-timer")
    Unmanaged<TimerThread>.fromOpaque(argument).takeRetainedValue().run()
    return nil
}
#else
private func timerThreadMain(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let argument else { return nil }
    Unmanaged<TimerThread>.fromOpaque(argument).takeRetainedValue().run()
    return nil
}
#endif
