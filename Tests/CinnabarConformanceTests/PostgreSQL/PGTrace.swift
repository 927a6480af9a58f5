import CLibpq
import Foundation

@testable import CinnabarPostgreSQL

/// What went over the wire, as libpq notes it.
struct PGTrace {
    var syncs = 0
    /// How often the client began to wait for an answer to something it had sent.
    var roundTrips = 0
}

extension PGConnection {
    func traced(_ body: () async throws -> Void) async throws -> PGTrace {
        guard let file = tmpfile() else { throw CocoaError(.fileWriteUnknown) }
        defer { fclose(file) }
        PQtrace(handle.connection, file)
        PQsetTraceFlags(handle.connection, Int32(PQTRACE_SUPPRESS_TIMESTAMPS))
        defer { PQuntrace(handle.connection) }
        try await body()
        fflush(file)
        rewind(file)
        var trace = PGTrace()
        var wasSent = false
        var line = [CChar](repeating: 0, count: 1 << 16)
        while fgets(&line, Int32(line.count), file) != nil {
            let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            guard let sender = text.first, sender == "F" || sender == "B" else { continue }
            if text.contains("\tSync") { trace.syncs += 1 }
            if sender == "B", wasSent { trace.roundTrips += 1 }
            wasSent = sender == "F"
        }
        return trace
    }
}
