package import CinnabarEngine
import CinnabarSQL
import Logging
import Synchronization

/// A connection to a PostgreSQL server, lent to one owner at a time.
///
/// Not an actor: the owner's thread sends and decodes, and the event loop helps only while the owner waits. A call
/// that is made while another one runs is refused.
package final class PGConnection: InPlaceConnection, @unchecked Sendable {  // the watch admits one call at a time
    let link: PGLink
    let watch: PGWatch
    let options: PostgreSQLOptions
    let notices: PGNoticeReceiver
    let logger: Logger
    let parameters = PGParameters()
    let cache: PGStatementCache
    /// The statement that runs in steps.
    let inPlace = PGInPlace()
    private let registration: LoopRegistration
    private let isBroken = Atomic(false)
    /// As the server said at the end of the last call.
    private let status = Atomic(PGTransactionState.idle)

    /// Takes over a handle that is connected.
    init(_ handle: PGHandle, loop: EventLoop, options: PostgreSQLOptions, logger: Logger) throws {
        self.options = options
        self.logger = logger
        cache = PGStatementCache(capacity: options.prepareCapacity)
        link = PGLink(handle, loop: loop)
        notices = PGNoticeReceiver(logger: logger)
        watch = PGWatch(
            socket: handle.socket, loop: loop, cancelHandle: PGCancelHandle(handle),
            cancelTimeout: options.cancelTimeout)
        processID = handle.processID
        registration = try loop.register(handle.socket, link)
        handle.setTerseErrors()
        handle.setNoticeReceiver(notices)
    }

    deinit { shut() }

    package func makeLane(_ number: Int, _ lease: Lease, _ reads: SharedReads) -> (any ReadLane)? {
        guard options.prepare == .auto else { return nil }
        return PGLane(self, number, lease, reads)
    }

    var handle: PGHandle { link.handle }

    // MARK: State

    package var executor: (any TaskExecutor)? { link.loop }
    package var isOnExecutor: Bool { link.loop.isCurrent }
    package var transactionStatus: TransactionStatus {
        guard !isBroken.load(ordering: .relaxed) else { return .unknown }
        return switch status.load(ordering: .relaxed) {
        case .idle: .idle
        case .active: .active
        case .failed: .failed
        case .unknown: .unknown
        }
    }

    package var isUsable: Bool {
        guard !isBroken.load(ordering: .relaxed) else { return false }
        // Something that came in while nothing ran is the end of the connection, more often than not.
        guard let isDead = watch.whileIdle({ link.isDeadWhileIdle() }) else { return false }
        // The end may still be on its way when the server has said why.
        let isOver = isDead || notices.farewell != nil
        if isOver { breakDown() }
        return !isOver
    }

    /// As the last call has left it, without looking.
    var isHealthy: Bool { !isBroken.load(ordering: .relaxed) }

    /// The number of the server's process, as in `pg_stat_activity`.
    package let processID: Int32

    func breakDown() { isBroken.store(true, ordering: .relaxed) }

    /// Remembered after each call, so that asking for it touches nothing that another thread may be closing.
    func noteStatus() {
        let now = handle.transactionStatus
        status.store(now, ordering: .relaxed)
        if now == .unknown || link.isDead || handle.isBad { breakDown() }
    }

    // MARK: Lifecycle

    package func close(deadline: Deadline) async { abort() }

    package func abort() {
        breakDown()
        if watch.abort() { shut() }
    }

    /// Ends the registration; the socket is closed with the last reference to the handle.
    func shut() {
        guard watch.close() else { return }
        link.loop.deregister(registration)
        link.handle.finish()
    }
}
