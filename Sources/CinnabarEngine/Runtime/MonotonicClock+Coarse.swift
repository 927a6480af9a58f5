#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

extension MonotonicClock {
    /// The same clock, up to a few milliseconds behind, at a fraction of the price: for ages, not for deadlines.
    package static var coarse: Int64 {
        #if os(Linux)
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC_COARSE, &time)
        return Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
        #else
        return now
        #endif
    }
}
