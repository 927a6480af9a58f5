import CLibpq

/// One `PGresult`. Whoever takes it from the connection clears it.
struct PGResult: @unchecked Sendable {  // handed from thread to thread by one owner at a time
    let pointer: OpaquePointer

    init(_ pointer: OpaquePointer) { self.pointer = pointer }

    enum Status {
        case rows, row, command, empty, copyIn, copyOut, sync, aborted, error, other
    }

    var status: Status {
        switch PQresultStatus(pointer) {
        case PGRES_TUPLES_OK: .rows
        case PGRES_SINGLE_TUPLE: .row
        case PGRES_COMMAND_OK: .command
        case PGRES_EMPTY_QUERY: .empty
        case PGRES_COPY_IN: .copyIn
        case PGRES_COPY_OUT: .copyOut
        case PGRES_PIPELINE_SYNC: .sync
        case PGRES_PIPELINE_ABORTED: .aborted
        case PGRES_FATAL_ERROR, PGRES_BAD_RESPONSE: .error
        default: .other
        }
    }

    func clear() { PQclear(pointer) }

    /// What it takes in memory.
    var byteCount: Int { PQresultMemorySize(pointer) }
    var rowCount: Int32 { PQntuples(pointer) }
    var columnCount: Int32 { PQnfields(pointer) }
    func name(_ column: Int32) -> String { PQfname(pointer, column).map { String(cString: $0) } ?? "" }
    func type(_ column: Int32) -> UInt32 { PQftype(pointer, column) }
    func isBinary(_ column: Int32) -> Bool { PQfformat(pointer, column) == 1 }

    /// The command's tag: "INSERT 0 5", "ROLLBACK".
    var tag: String { PQcmdStatus(pointer).map { String(cString: $0) } ?? "" }

    /// The rows that were changed: 0 for a SELECT.
    var affectedRows: Int {
        guard let tag = PQcmdStatus(pointer), let count = PQcmdTuples(pointer) else { return 0 }
        switch UInt8(bitPattern: tag.pointee) {
        case UInt8(ascii: "I"), UInt8(ascii: "U"), UInt8(ascii: "D"), UInt8(ascii: "M"), UInt8(ascii: "C"):
            var number = 0
            var digit = count
            while digit.pointee >= 48, digit.pointee <= 57 {
                number = number &* 10 &+ Int(digit.pointee - 48)
                digit += 1
            }
            return number
        default: return 0
        }
    }

    enum Field: Int32 {
        case severity = 86  // 'V': never translated
        case sqlState = 67
        case message = 77
        case detail = 68
        case hint = 72
        case schema = 115
        case table = 116
        case column = 99
        case dataType = 100
        case constraint = 110
    }

    func field(_ field: Field) -> String? {
        PQresultErrorField(pointer, field.rawValue).map { String(cString: $0) }
    }

    /// libpq's own text, for errors that no server sent.
    var errorText: String { PQresultErrorMessage(pointer).map { String(cString: $0) } ?? "" }
}
