import Foundation
import Synchronization

/// A proxy before a PostgreSQL server that counts the protocol's messages and cuts the wire at one of them.
///
/// Each connection has two threads, one for each direction; a message is passed on whole or not at all.
final class WireCutter: Sendable {
    enum Direction: Sendable, CaseIterable { case toServer, toClient }

    private struct State {
        var isStopped = false
        var cut: (direction: Direction, at: Int)?
        var passed: [Direction: Int] = [:]
        var hasCut = false
        var sockets: Set<Int32> = []
    }

    let port: Int
    private let listener: Int32
    private let server: Int
    private let state = Mutex(State())

    init(server: Int) throws {
        self.server = server
        listener = try Self.loopback { bind($0, $1, $2) }
        guard listen(listener, 16) == 0 else { throw CocoaError(.fileReadUnknown) }
        var bound = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = listener
        _ = withUnsafeMutablePointer(to: &bound) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
        }
        port = Int(UInt16(bigEndian: bound.sin_port))
        Thread.detachNewThread { [self] in accept() }
    }

    /// From now on messages are counted, and the one of this number, from 1, is not passed on.
    func arm(_ direction: Direction, at number: Int) {
        state.withLock {
            $0.cut = (direction, number)
            $0.passed = [:]
            $0.hasCut = false
        }
    }

    /// Passes everything on again.
    ///
    /// - Returns: whether the wire was cut.
    func disarm() -> Bool {
        state.withLock {
            $0.cut = nil
            return $0.hasCut
        }
    }

    func stop() {
        let sockets = state.withLock { state in
            state.isStopped = true
            return state.sockets
        }
        for socket in sockets { shutdown(socket, Int32(SHUT_RDWR)) }
        shutdown(listener, Int32(SHUT_RDWR))
    }

    private func accept() {
        while true {
            let client = Glibc.accept(listener, nil, nil)
            guard client >= 0 else { break }
            guard let upstream = try? Self.loopback(port: server, { connect($0, $1, $2) }) else {
                close(client)
                continue
            }
            let isStopped = state.withLock { state in
                state.sockets.formUnion([client, upstream])
                return state.isStopped
            }
            let wire = Wire(client: client, server: upstream) { [self] in
                state.withLock { $0.sockets.subtract([client, upstream]) }
            }
            if isStopped { wire.cut() }
            // Else each of many small messages waits for an acknowledgement.
            var isOn: Int32 = 1
            for socket in [client, upstream] {
                setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &isOn, socklen_t(MemoryLayout<Int32>.size))
            }
            for direction in Direction.allCases {
                Thread.detachNewThread { [self] in
                    pump(wire, direction)
                    wire.end()
                }
            }
        }
        close(listener)
    }

    private func pump(_ wire: Wire, _ direction: Direction) {
        let (from, to) =
            direction == .toServer ? (wire.client, wire.server) : (wire.server, wire.client)
        var frames = Frames(isStarting: direction == .toServer)
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(from, &buffer, buffer.count)
            guard count > 0 else { return wire.cut() }
            frames.append(buffer[..<count])
            while let message = frames.next() {
                guard passes(direction) else { return wire.cut() }
                var sent = 0
                while sent < message.count {
                    let count = message[sent...].withUnsafeBytes {
                        send(to, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                    }
                    guard count > 0 else { return wire.cut() }
                    sent += count
                }
            }
        }
    }

    private func passes(_ direction: Direction) -> Bool {
        state.withLock { state in
            guard let cut = state.cut else { return true }
            // What was cut stays cut.
            if state.hasCut { return false }
            state.passed[direction, default: 0] += 1
            state.hasCut = cut.direction == direction && state.passed[direction] == cut.at
            return !state.hasCut
        }
    }

    private static func loopback(
        port: Int = 0, _ use: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) throws -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        address.sin_port = in_port_t(UInt16(truncatingIfNeeded: port).bigEndian)
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let code = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { use(descriptor, $0, size) }
        }
        guard code == 0 else {
            close(descriptor)
            throw CocoaError(.fileReadUnknown)
        }
        return descriptor
    }
}

/// The two sockets of a connection, which are closed when both of its threads have ended.
private final class Wire: Sendable {
    let client: Int32
    let server: Int32
    private let ended = Atomic<Int>(0)
    private let onClose: @Sendable () -> Void

    init(client: Int32, server: Int32, onClose: @escaping @Sendable () -> Void) {
        self.client = client
        self.server = server
        self.onClose = onClose
    }

    /// Both ends see the end of the stream, behind what was passed on.
    func cut() {
        shutdown(client, Int32(SHUT_RDWR))
        shutdown(server, Int32(SHUT_RDWR))
    }

    func end() {
        guard ended.add(1, ordering: .acquiringAndReleasing).newValue == 2 else { return }
        onClose()
        close(client)
        close(server)
    }
}

/// Bytes as messages: a type, a length and as much; a client's first has no type.
private struct Frames {
    private var isStarting: Bool
    private var bytes: [UInt8] = []

    init(isStarting: Bool) { self.isStarting = isStarting }

    mutating func append(_ more: some Sequence<UInt8>) { bytes += more }

    mutating func next() -> [UInt8]? {
        let head = isStarting ? 0 : 1
        guard bytes.count >= head + 4 else { return nil }
        let length = bytes[head..<head + 4].reduce(0) { $0 << 8 | Int($1) }
        guard bytes.count >= head + length else { return nil }
        isStarting = false
        defer { bytes.removeFirst(head + length) }
        return Array(bytes.prefix(head + length))
    }
}
