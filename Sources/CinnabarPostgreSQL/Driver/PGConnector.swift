package import CinnabarEngine
import CinnabarSQL
package import Logging

/// Makes connections: within a deadline that covers name look-up, TCP, TLS and authentication, and on no thread that
/// anybody needs. What blocks inside libpq runs on a helper; waiting for the socket is the loop's.
package struct PGConnector: Sendable {
    let target: PGTarget
    let options: PostgreSQLOptions
    let logger: Logger
    /// How many event loops the connections are spread over.
    let loops: Int

    package init(_ url: DatabaseURL, options: PostgreSQLOptions? = nil, loops: Int = 1, logger: Logger) throws {
        self.loops = loops
        target = try PGTarget(url)
        self.options = try options ?? PostgreSQLOptions(url)
        self.logger = logger
    }

    package func connect(deadline: Deadline) async throws -> PGConnection {
        var pause = Duration.milliseconds(50)
        while true {
            do {
                return try await connectOnce(deadline)
            } catch let error as DatabaseError where error.sqlState == "57P03" {
                // It starts up, or recovers: worth waiting for, as long as there is time.
                guard deadline.remaining > pause else { throw error }
                try await Task.sleep(for: pause)
                pause = min(pause * 2, .milliseconds(500))
            }
        }
    }

    private func connectOnce(_ deadline: Deadline) async throws -> PGConnection {
        let loop = try EventLoopGroup.shared.next(of: loops)
        var hosts = target.hosts
        var failures: [DatabaseError] = []
        while true {
            // A host that does not answer gets its share of the time, so that the next one has some left.
            var share = deadline.share(of: max(1, hosts.count))
            if let limit = target.connectTimeout { share = min(share, .after(limit)) }
            let attempt = PGAttempt(target: target, hosts: hosts, loop: loop, deadline: share)
            do {
                let handle = try await attempt.run()
                return try PGConnection(handle, loop: loop, options: options, logger: logger)
            } catch is HelperThreads.DeadlinePassed {
                failures.append(attempt.silence)
                hosts = attempt.hostsBehindCurrent
                if hosts.isEmpty || deadline.hasPassed { throw Self.combine(failures) }
            } catch let error as DatabaseError {
                throw Self.combine(failures + [error])
            }
        }
    }

    private static func combine(_ failures: [DatabaseError]) -> DatabaseError {
        guard let last = failures.last, failures.count > 1 else {
            return failures.first ?? DatabaseError(.connectionFailed, "no host to connect to")
        }
        var error = last
        error.fields.message = failures.map(\.message).joined(separator: "; ")
        return error
    }
}

extension Deadline {
    /// The end of this moment's equal share of what is left.
    fileprivate func share(of parts: Int) -> Deadline {
        guard parts > 1 else { return self }
        let now = MonotonicClock.now
        return Deadline(nanoseconds: now + max(0, nanoseconds - now) / Int64(parts))
    }
}

/// One attempt: libpq walks over the hosts by itself as long as they answer.
private final class PGAttempt {
    private let target: PGTarget
    private let hosts: [DatabaseURL.Host]
    private let loop: EventLoop
    private let deadline: Deadline
    private var handle: PGHandle?

    init(target: PGTarget, hosts: [DatabaseURL.Host], loop: EventLoop, deadline: Deadline) {
        self.target = target
        self.hosts = hosts
        self.loop = loop
        self.deadline = deadline
    }

    func run() async throws -> PGHandle {
        let parameters = target.parameters(hosts: hosts)
        let started = try await HelperThreads.shared.run(deadline: deadline) { PGHandle.start(parameters) }
        guard let handle = started else { throw DatabaseError(.outOfMemory, "libpq has no memory for a connection") }
        self.handle = handle
        var step = handle.isBad ? PGConnectStep.failed : .write
        while step != .done {
            if step == .failed { throw PGConnectErrors.failure(handle, target: target, hosts: hosts) }
            // The socket is asked for each time: another host's may have taken its place, under the same number.
            let events: LoopEvents = step == .read ? .readable : .writable
            try await loop.wait(for: events, on: handle.socket, deadline: deadline)
            step = try await HelperThreads.shared.run(deadline: deadline) { handle.connectPoll() }
        }
        guard handle.setNonBlocking() else { throw DatabaseError(.connectionFailed, handle.errorText.trimmed) }
        return handle
    }

    /// Which hosts come after the one that is silent.
    var hostsBehindCurrent: [DatabaseURL.Host] {
        guard let current, let index = hosts.firstIndex(of: current) else { return [] }
        return Array(hosts[(index + 1)...])
    }

    private var current: DatabaseURL.Host? {
        guard hosts.count > 1, let handle else { return hosts.first }
        let (name, port) = (handle.host, handle.port)
        return hosts.first { $0.name == name && "\($0.port ?? 5432)" == port } ?? hosts.first { $0.name == name }
    }

    var silence: DatabaseError {
        let place = current.map { PGConnectErrors.place($0) } ?? "the server"
        return DatabaseError(
            .connectionFailed,
            "\(place) did not answer in time: check the host and port, the network and its firewalls, and whether the "
                + "server is overloaded")
    }
}
