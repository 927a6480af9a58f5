#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Whether there is something to read now: bytes, the end, or an error.
func hasInput(_ socket: Int32) -> Bool {
    var entry = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
    return poll(&entry, 1, 0) > 0
}

/// Ends both directions at once, whatever the other side does. The descriptor stays valid until it is closed.
func shutDown(_ socket: Int32) {
    _ = shutdown(socket, Int32(SHUT_RDWR))
}
