import CinnabarEngine

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

extension SQLiteHandleWatch {
    /// Sleeps a little while another connection holds a lock; false when it has waited long enough.
    ///
    /// SQLite's own timeout would sleep on through a cancellation and a deadline. The naps start short, because most
    /// locks are, and stay short enough that a cancellation is noticed at once.
    func waitForLock(attempt: Int32) -> Bool {
        let now = MonotonicClock.now
        if attempt == 0 {
            busySince = now
            isLockTimeout = false
        }
        if stop != nil { return false }
        let left = busyTimeout &- (now &- busySince)
        guard left > 0 else {
            isLockTimeout = true
            return false
        }
        let nap = min(Int64(100_000) << Int64(min(attempt, 6)), 5_000_000, left)
        var time = timespec(tv_sec: 0, tv_nsec: Int(nap))
        nanosleep(&time, nil)
        return true
    }
}
