import CLibpq
import Synchronization

/// One `PGconn`, and nothing but the calls that are made on it.
///
/// libpq allows one thread at a time; `PGLink` sees to it. The connection is closed with the last reference.
final class PGHandle: @unchecked Sendable {  // used by one thread at a time: the owner's, or the loop's while it waits
    let connection: OpaquePointer
    private var isFinished = false

    private init(_ connection: OpaquePointer) { self.connection = connection }

    deinit { finish() }

    /// Says good-bye and closes the socket. No other call may come after it.
    func finish() {
        if isFinished { return }
        isFinished = true
        PQfinish(connection)
    }
}

// MARK: - Connecting

/// What a connection attempt waits for.
enum PGConnectStep {
    case read, write, done, failed
}

extension PGHandle {
    /// Begins to connect. Blocks while names are looked up. Nil when memory is short.
    static func start(_ parameters: [(key: String, value: String)]) -> PGHandle? {
        withCStrings(parameters.map(\.key)) { keys in
            withCStrings(parameters.map(\.value)) { values in
                // No expansion of the database's name: a name with "=" in it is a name.
                guard let connection = PQconnectStartParams(keys, values, 0) else { return nil }
                // The SQLSTATE of a refused connection is to be found in the verbose text only.
                PQsetErrorVerbosity(connection, PQERRORS_VERBOSE)
                PQsetNoticeProcessor(connection, { _, _ in }, nil)
                return PGHandle(connection)
            }
        }
    }

    /// The next step; may block for as long as a TLS or SCRAM computation takes.
    func connectPoll() -> PGConnectStep {
        switch PQconnectPoll(connection) {
        case PGRES_POLLING_READING: .read
        case PGRES_POLLING_WRITING: .write
        case PGRES_POLLING_OK: .done
        default: .failed
        }
    }

    /// The parameters that the library knows.
    static let parameterNames: Set<String> = {
        guard let defaults = PQconndefaults() else { return [] }
        defer { PQconninfoFree(defaults) }
        var names: Set<String> = []
        var option = defaults
        while let keyword = option.pointee.keyword {
            names.insert(String(cString: keyword))
            option += 1
        }
        return names
    }()

    private static func withCStrings<Result>(
        _ strings: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> Result
    ) -> Result {
        let copies = strings.map { text in
            text.withCString { source in
                let count = text.utf8.count + 1
                let copy = UnsafeMutablePointer<CChar>.allocate(capacity: count)
                copy.initialize(from: source, count: count)
                return copy
            }
        }
        defer { for copy in copies { copy.deallocate() } }
        let list = copies.map { UnsafePointer($0) as UnsafePointer<CChar>? } + [nil]
        return list.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return withUnsafePointer(to: nil, body) }
            return body(base)
        }
    }
}

// MARK: - State

extension PGHandle {
    /// -1 when there is none; may change with every step of connecting.
    var socket: Int32 { PQsocket(connection) }
    var isBad: Bool { PQstatus(connection) == CONNECTION_BAD }
    var isBusy: Bool { PQisBusy(connection) != 0 }
    var usesTLS: Bool { PQsslInUse(connection) != 0 }
    var processID: Int32 { PQbackendPID(connection) }
    var serverVersion: Int32 { PQserverVersion(connection) }
    var errorText: String { PQerrorMessage(connection).map { String(cString: $0) } ?? "" }
    var host: String { PQhost(connection).map { String(cString: $0) } ?? "" }
    var port: String { PQport(connection).map { String(cString: $0) } ?? "" }

    func parameter(_ name: String) -> String? { PQparameterStatus(connection, name).map { String(cString: $0) } }

    var transactionStatus: PGTransactionState {
        switch PQtransactionStatus(connection) {
        case PQTRANS_IDLE: .idle
        case PQTRANS_INTRANS: .active
        case PQTRANS_INERROR: .failed
        default: .unknown
        }
    }

    func setNonBlocking() -> Bool { PQsetnonblocking(connection, 1) == 0 }
    func setTerseErrors() { PQsetErrorVerbosity(connection, PQERRORS_DEFAULT) }

    /// Hands every notice to `receiver`, which must live as long as the connection.
    func setNoticeReceiver(_ receiver: PGNoticeReceiver) {
        PQsetNoticeReceiver(
            connection,
            { context, result in
                guard let context, let result else { return }
                Unmanaged<PGNoticeReceiver>.fromOpaque(context).takeUnretainedValue().receive(PGResult(result))
            }, Unmanaged.passUnretained(receiver).toOpaque())
    }
}

enum PGTransactionState: UInt8, AtomicRepresentable {
    case idle, active, failed, unknown
}
