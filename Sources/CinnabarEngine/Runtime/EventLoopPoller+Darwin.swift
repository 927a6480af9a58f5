#if canImport(Darwin)
import Darwin

/// kqueue with a user event for wakes. Not run by the tests yet.
final class SystemPoller: Poller, @unchecked Sendable {  // `buffer` belongs to the loop's thread
    private let queue: Int32
    private let buffer: UnsafeMutableBufferPointer<kevent64_s>

    init() throws(PollerError) {
        queue = kqueue()
        guard queue >= 0 else { throw PollerError(call: "kqueue", code: errno) }
        buffer = .allocate(capacity: 128)
        try change([Self.event(0, EVFILT_USER, EV_ADD | EV_CLEAR, token: wakeToken)])
    }

    deinit {
        close(queue)
        buffer.deallocate()
    }

    private static func event(
        _ identifier: UInt64, _ filter: Int32, _ flags: Int32, note: UInt32 = 0, token: UInt64 = 0
    ) -> kevent64_s {
        kevent64_s(
            ident: identifier, filter: Int16(filter), flags: UInt16(flags), fflags: note, data: 0, udata: token,
            ext: (0, 0))
    }

    private func change(_ changes: [kevent64_s]) throws(PollerError) {
        guard kevent64(queue, changes, Int32(changes.count), nil, 0, 0, nil) == 0 else {
            throw PollerError(call: "kevent64", code: errno)
        }
    }

    func add(_ descriptor: Int32, token: UInt64) throws(PollerError) {
        let identifier = UInt64(descriptor)
        try change([
            Self.event(identifier, EVFILT_READ, EV_ADD | EV_CLEAR, token: token),
            Self.event(identifier, EVFILT_WRITE, EV_ADD | EV_CLEAR, token: token),
        ])
    }

    func remove(_ descriptor: Int32) {
        let identifier = UInt64(descriptor)
        try? change([Self.event(identifier, EVFILT_READ, EV_DELETE)])
        try? change([Self.event(identifier, EVFILT_WRITE, EV_DELETE)])
    }

    func wait(milliseconds: Int32, _ body: (PolledEvent) -> Void) {
        var limit = timespec(
            tv_sec: Int(milliseconds) / 1000, tv_nsec: (Int(milliseconds) % 1000) * 1_000_000)
        let count = withUnsafePointer(to: &limit) {
            kevent64(queue, nil, 0, buffer.baseAddress, Int32(buffer.count), 0, milliseconds < 0 ? nil : $0)
        }
        guard count > 0 else { return }
        for index in 0..<Int(count) {
            let event = buffer[index]
            if event.udata == wakeToken { continue }
            var events: LoopEvents = Int32(event.filter) == EVFILT_READ ? .readable : .writable
            if Int32(event.flags) & (EV_EOF | EV_ERROR) != 0 { events.insert(.closed) }
            body(PolledEvent(token: event.udata, events: events))
        }
    }

    func wake() {
        try? change([Self.event(0, EVFILT_USER, 0, note: NOTE_TRIGGER, token: wakeToken)])
    }
}
#endif
