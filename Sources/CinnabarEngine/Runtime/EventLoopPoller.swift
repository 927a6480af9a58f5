/// What happened to a registered file descriptor.
package struct LoopEvents: OptionSet, Sendable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    package static let readable = LoopEvents(rawValue: 1)
    package static let writable = LoopEvents(rawValue: 2)
    /// The other side closed, or the socket broke.
    package static let closed = LoopEvents(rawValue: 4)
}

/// What a poller reports: the token that was registered, and what happened.
struct PolledEvent {
    var token: UInt64
    var events: LoopEvents
}

/// The system's way to wait for many sockets: epoll on Linux, kqueue on Darwin.
///
/// Everything is edge-triggered. `wait` belongs to the loop's thread; the rest may be called from any thread.
protocol Poller: Sendable {
    init() throws(PollerError)
    func add(_ descriptor: Int32, token: UInt64) throws(PollerError)
    func remove(_ descriptor: Int32)
    /// Waits until something happens: at most `milliseconds`, without end when negative.
    func wait(milliseconds: Int32, _ body: (PolledEvent) -> Void)
    /// Ends the wait that is under way, or the next one.
    func wake()
}

/// A system call of the poller failed: too many open files, mostly.
struct PollerError: Error {
    let call: String
    let code: Int32
}

/// Wakes are reported under this token and filtered out by the poller.
let wakeToken = UInt64.max
