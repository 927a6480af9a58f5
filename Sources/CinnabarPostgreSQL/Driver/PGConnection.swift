package import CinnabarEngine
import CinnabarSQL
import Logging
import Synchronization

/// A connection to a PostgreSQL server, lent to one owner at a time.
///
/// Not an actor: the owner's thread sends and decodes, and the event loop helps only while the owner waits. A call
/// that is made while another one runs is refused.
package final class PGConnection: DriverConnection, @unchecked Sendable {  // the watch admits one call at a time
    let link: PGLink
    let watch: PGWatch
    let options: PostgreSQLOptions
    let notices: PGNoticeReceiver
    let logger: Logger
    let parameters = PGParameters()
    var cache: PGStatementCache
    private let registration: LoopRegistration
    private let condition = Mutex(Condition())

    private struct Condition {
        var isBroken = false
        var status = TransactionStatus.idle
    }

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

    var handle: PGHandle { link.handle }

    // MARK: State

    package var executor: (any TaskExecutor)? { link.loop }
    package var isOnExecutor: Bool { link.loop.isCurrent }
    package var transactionStatus: TransactionStatus { condition.withLock { $0.isBroken ? .unknown : $0.status } }

    package var isUsable: Bool {
        guard condition.withLock({ !$0.isBroken }) else { return false }
        // Something that came in while nothing ran is the end of the connection, more often than not.
        guard let isDead = watch.whileIdle({ link.isDeadWhileIdle() }) else { return false }
        if isDead { breakDown() }
        return !isDead
    }

    /// The number of the server's process, as in `pg_stat_activity`.
    package let processID: Int32

    func breakDown() { condition.withLock { $0.isBroken = true } }

    /// Remembered after each call, so that asking for it touches nothing that another thread may be closing.
    func noteStatus() {
        let status: TransactionStatus =
            switch handle.transactionStatus {
            case .idle: .idle
            case .active: .active
            case .failed: .failed
            case .unknown: .unknown
            }
        condition.withLock { condition in
            condition.status = status
            if link.isDead || handle.isBad { condition.isBroken = true }
        }
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
