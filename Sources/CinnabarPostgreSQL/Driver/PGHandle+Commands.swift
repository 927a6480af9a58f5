import CLibpq

extension PGHandle {
    /// Reads what has arrived, once. False when the connection broke.
    func consumeInput() -> Bool { PQconsumeInput(connection) == 1 }

    enum Flush { case done, pending, failed }

    /// Writes what the socket takes.
    func flush() -> Flush {
        switch PQflush(connection) {
        case 0: .done
        case 1: .pending
        default: .failed
        }
    }

    func nextResult() -> PGResult? { PQgetResult(connection).map { PGResult($0) } }

    /// Simple protocol: one or more statements as text, without parameters.
    func send(script: String) -> Bool { PQsendQuery(connection, script) == 1 }

    /// An unnamed statement; results come in binary.
    func send(_ sql: String, _ parameters: PGParameters) -> Bool {
        PQsendQueryParams(
            connection, sql, Int32(parameters.count), parameters.types, parameters.values, parameters.lengths,
            parameters.formats, 1) == 1
    }

    func send(prepared name: UnsafePointer<CChar>, _ parameters: PGParameters) -> Bool {
        PQsendQueryPrepared(
            connection, name, Int32(parameters.count), parameters.values, parameters.lengths, parameters.formats, 1)
            == 1
    }

    func send(prepare sql: String, as name: UnsafePointer<CChar>, _ parameters: PGParameters) -> Bool {
        PQsendPrepare(connection, name, sql, Int32(parameters.count), parameters.types) == 1
    }

    /// A command without parameters in the extended protocol, as pipelines want it.
    func send(command: String) -> Bool {
        PQsendQueryParams(connection, command, 0, nil, nil, nil, nil, 1) == 1
    }

    func enterPipeline() -> Bool { PQenterPipelineMode(connection) == 1 }
    func exitPipeline() -> Bool { PQexitPipelineMode(connection) == 1 }
    func sync() -> Bool { PQpipelineSync(connection) == 1 }
    func requestFlush() -> Bool { PQsendFlushRequest(connection) == 1 }
    func setSingleRowMode() -> Bool { PQsetSingleRowMode(connection) == 1 }
}

// MARK: - COPY

extension PGHandle {
    enum CopyPut { case done, full, failed }

    func putCopy(_ bytes: UnsafeRawBufferPointer) -> CopyPut {
        switch PQputCopyData(connection, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(bytes.count)) {
        case 1: .done
        case 0: .full
        default: .failed
        }
    }

    /// Ends the data; with an error text the server discards it.
    func endCopy(error: String?) -> CopyPut {
        switch PQputCopyEnd(connection, error) {
        case 1: .done
        case 0: .full
        default: .failed
        }
    }

    enum CopyGet {
        case bytes([UInt8])
        /// Nothing has arrived yet.
        case none
        case end
        case failed
    }

    func getCopy() -> CopyGet {
        var buffer: UnsafeMutablePointer<CChar>?
        let count = PQgetCopyData(connection, &buffer, 1)
        switch count {
        case 0: return .none
        case -1: return .end
        case -2: return .failed
        default:
            guard let buffer else { return .failed }
            defer { PQfreemem(buffer) }
            return .bytes([UInt8](UnsafeRawBufferPointer(start: buffer, count: Int(count))))
        }
    }
}

// MARK: - Notifications

extension PGHandle {
    func nextNotification() -> PostgreSQLNotification? {
        guard let notification = PQnotifies(connection) else { return nil }
        defer { PQfreemem(notification) }
        return PostgreSQLNotification(
            channel: String(cString: notification.pointee.relname),
            payload: String(cString: notification.pointee.extra),
            processID: notification.pointee.be_pid)
    }

    /// What nobody listens for must not pile up.
    func dropNotifications() {
        while let notification = PQnotifies(connection) { PQfreemem(notification) }
    }

    /// An identifier in quotes, for commands that take no parameters.
    func quoted(identifier: String) -> String? {
        guard let quoted = PQescapeIdentifier(connection, identifier, identifier.utf8.count) else { return nil }
        defer { PQfreemem(quoted) }
        return String(cString: quoted)
    }
}
