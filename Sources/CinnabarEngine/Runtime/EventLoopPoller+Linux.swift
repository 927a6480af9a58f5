#if os(Linux)
import CLinuxEvents

#if canImport(Musl)
import Musl
#else
import Glibc
#endif

/// epoll with an eventfd for wakes.
final class SystemPoller: Poller, @unchecked Sendable {  // `buffer` belongs to the loop's thread
    private let epoll: Int32
    private let wakeDescriptor: Int32
    private let buffer: UnsafeMutableBufferPointer<epoll_event>

    init() throws(PollerError) {
        epoll = epoll_create1(CINNABAR_EPOLL_CLOEXEC)
        guard epoll >= 0 else { throw PollerError(call: "epoll_create1", code: errno) }
        wakeDescriptor = eventfd(0, CINNABAR_EFD_CLOEXEC | CINNABAR_EFD_NONBLOCK)
        guard wakeDescriptor >= 0 else {
            let code = errno
            close(epoll)
            throw PollerError(call: "eventfd", code: code)
        }
        buffer = .allocate(capacity: 128)
        try add(wakeDescriptor, token: wakeToken)
    }

    deinit {
        close(wakeDescriptor)
        close(epoll)
        buffer.deallocate()
    }

    func add(_ descriptor: Int32, token: UInt64) throws(PollerError) {
        var event = epoll_event()
        event.events =
            CINNABAR_EPOLLIN | CINNABAR_EPOLLOUT | CINNABAR_EPOLLRDHUP | CINNABAR_EPOLLET
        event.data.u64 = token
        guard epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event) == 0 else {
            throw PollerError(call: "epoll_ctl", code: errno)
        }
    }

    func remove(_ descriptor: Int32) {
        var ignored = epoll_event()
        _ = epoll_ctl(epoll, EPOLL_CTL_DEL, descriptor, &ignored)
    }

    func wait(milliseconds: Int32, _ body: (PolledEvent) -> Void) {
        let count = epoll_wait(epoll, buffer.baseAddress, Int32(buffer.count), milliseconds)
        guard count > 0 else { return }
        for index in 0..<Int(count) {
            let event = buffer[index]
            // The eventfd is edge-triggered too, so its count never needs to be read back.
            if event.data.u64 == wakeToken { continue }
            var events: LoopEvents = []
            if event.events & CINNABAR_EPOLLIN != 0 { events.insert(.readable) }
            if event.events & CINNABAR_EPOLLOUT != 0 { events.insert(.writable) }
            if event.events & (CINNABAR_EPOLLERR | CINNABAR_EPOLLHUP | CINNABAR_EPOLLRDHUP) != 0 {
                events.insert(.closed)
            }
            body(PolledEvent(token: event.data.u64, events: events))
        }
    }

    func wake() {
        var one: UInt64 = 1
        _ = write(wakeDescriptor, &one, MemoryLayout<UInt64>.size)
    }
}
#endif
