import CinnabarSQL
import FoundationEssentials

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Binds values to a statement.
///
/// Short texts are copied into one buffer that lives as long as the connection: SQLite would allocate for each.
final class SQLiteBinder {
    private static let capacity = 8192

    private let buffer = UnsafeMutableRawPointer.allocate(byteCount: SQLiteBinder.capacity, alignment: 16)
    private var used = 0
    /// A cursor's values lie in the buffer until it is closed.
    var isBufferTaken = false

    deinit { buffer.deallocate() }

    /// Binds `values`, one per placeholder.
    func bind(_ values: UnsafeBufferPointer<SQLValue>, to statement: SQLitePreparedStatement) throws {
        guard values.count == statement.bindCount else {
            throw DatabaseError(
                .misuse, "the statement has \(statement.bindCount) parameters and was given \(values.count) values"
            ) { fields in
                fields.sql = statement.sql
                fields.hint = "write :name in text(…) and give the value by that name"
            }
        }
        used = isBufferTaken ? Self.capacity : 0
        let handle = statement.handle
        for index in 0..<values.count {
            switch values[index] {
            case .integer, .null, .boolean, .real: break
            default: statement.holdsAddresses = true
            }
            let code = try bind(values[index], Int32(truncatingIfNeeded: index + 1), handle, statement.sql)
            guard code == 0 else {
                throw SQLiteErrors.make(code: code, message: "parameter \(index + 1) was refused", sql: statement.sql)
            }
        }
    }

    @inline(__always)
    private func bind(
        _ value: SQLValue, _ index: Int32, _ handle: SQLiteStatementHandle, _ sql: String
    ) throws -> Int32 {
        switch value {
        case .integer(let number): return handle.bindInteger(index, number)
        case .text(let text): return try bindText(text, index, handle, sql)
        case .null: return handle.bindNull(index)
        case .boolean(let flag): return handle.bindInteger(index, flag ? 1 : 0)
        case .real(let number):
            // SQLite would store NULL for it, silently.
            guard !number.isNaN else { throw invalid(index, "NaN, which SQLite cannot store", sql) }
            return handle.bindReal(index, number)
        case .timestamp(let microseconds):
            if let text = usualTimestamp(microseconds) { return handle.bindText(index, borrowed: text) }
            return try bindText(try SQLiteValueText.text(value, index: index, sql: sql), index, handle, sql)
        case .blob(let bytes): return bytes.withUnsafeBytes { bindBlob($0, index, handle) }
        default: return try bindText(try SQLiteValueText.text(value, index: index, sql: sql), index, handle, sql)
        }
    }

    /// Written where it is bound from; nil for years beyond four digits, and when the buffer is full.
    private func usualTimestamp(_ microseconds: Int64) -> UnsafeRawBufferPointer? {
        let length = TimestampText.canonicalLength
        guard Self.capacity - used >= length, TimestampText.writeCanonical(microseconds, to: buffer + used) else {
            return nil
        }
        defer { used += length }
        return UnsafeRawBufferPointer(start: buffer + used, count: length)
    }

    private func bindText(
        _ text: String, _ index: Int32, _ handle: SQLiteStatementHandle, _ sql: String
    ) throws -> Int32 {
        let code = text.utf8.withContiguousStorageIfAvailable { bytes in
            bindText(UnsafeRawBufferPointer(bytes), index, handle)
        }
        if let code { return try checked(code, index, sql) }
        var native = text
        return try checked(
            native.withUTF8 { bindText(UnsafeRawBufferPointer($0), index, handle) }, index, sql)
    }

    private static let holdsNUL: Int32 = -1

    private func checked(_ code: Int32, _ index: Int32, _ sql: String) throws -> Int32 {
        guard code != Self.holdsNUL else {
            throw invalid(index, "text with a NUL in it, which SQLite's functions would cut off; bind a blob", sql)
        }
        return code
    }

    private func bindText(_ bytes: UnsafeRawBufferPointer, _ index: Int32, _ handle: SQLiteStatementHandle) -> Int32 {
        guard bytes.count > 0, let source = bytes.baseAddress else {
            return handle.bindText(index, borrowed: UnsafeRawBufferPointer(start: buffer, count: 0))
        }
        if memchr(source, 0, bytes.count) != nil { return Self.holdsNUL }
        guard bytes.count <= Self.capacity - used else { return handle.bindText(index, copying: bytes) }
        return handle.bindText(index, borrowed: copy(source, bytes.count))
    }

    private func bindBlob(_ bytes: UnsafeRawBufferPointer, _ index: Int32, _ handle: SQLiteStatementHandle) -> Int32 {
        guard let source = bytes.baseAddress, bytes.count <= Self.capacity - used else {
            return handle.bindBlob(index, copying: bytes)
        }
        return handle.bindBlob(index, borrowed: copy(source, bytes.count))
    }

    private func copy(_ source: UnsafeRawPointer, _ count: Int) -> UnsafeRawBufferPointer {
        let target = buffer + used
        memcpy(target, source, count)
        used += count
        return UnsafeRawBufferPointer(start: target, count: count)
    }

    private func invalid(_ index: Int32, _ what: String, _ sql: String) -> DatabaseError {
        DatabaseError(.invalidValue, "parameter \(index) is \(what)") { $0.sql = sql }
    }
}
