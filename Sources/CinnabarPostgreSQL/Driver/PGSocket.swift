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

/// What a socket is ready for.
func readiness(_ socket: Int32) -> (canRead: Bool, canWrite: Bool) {
    var entry = pollfd(fd: socket, events: Int16(POLLIN | POLLOUT), revents: 0)
    guard poll(&entry, 1, 0) > 0 else { return (false, false) }
    let events = Int32(entry.revents)
    return (events & ~Int32(POLLOUT) != 0, events & Int32(POLLOUT) != 0)
}

/// What the server has sent while it takes the data of a COPY; libpq would say so only at the data's end.
enum PGUnreadMessages {
    /// Nothing that ends the copy: notices and the like. They must be read before they fill the socket.
    case harmless
    /// An error, or the end of the connection.
    case end
    /// It cannot be told: TLS, or a message was read in part.
    case unknown
}

/// Looks at the unread messages without taking them.
func peekMessages(_ socket: Int32) -> PGUnreadMessages {
    withUnsafeTemporaryAllocation(byteCount: 16 * 1024, alignment: 8) { buffer in
        let count = recv(socket, buffer.baseAddress, buffer.count, Int32(MSG_PEEK))
        guard count > 0 else { return count == 0 ? .end : .unknown }
        var position = 0
        while count - position >= 5 {
            let length = Int32(bigEndian: buffer.loadUnaligned(fromByteOffset: position + 1, as: Int32.self))
            guard length >= 4, length < 1 << 20 else { return .unknown }
            switch buffer[position] {
            case UInt8(ascii: "E"): return .end
            case UInt8(ascii: "N"), UInt8(ascii: "A"), UInt8(ascii: "S"): position += 1 + Int(length)
            default: return .unknown
            }
        }
        return .harmless
    }
}
