/// PostgreSQL's own form, or ISO 8601 text.
extension CalendarInterval: ColumnValue {
    public static var sqlType: SQLType { .interval }

    @inlinable public var sqlValue: SQLValue { .interval(self) }

    public static func decode(_ row: RowReader, _ index: Int) throws -> CalendarInterval {
        let cell = row.cell(index)
        switch cell.kind {
        case .interval:
            // The driver promises sixteen bytes at the address, whatever the cell's length says.
            let bytes = UnsafeRawBufferPointer(start: cell.bytes.baseAddress, count: 16)
            guard bytes.baseAddress != nil, let interval = CalendarInterval(binary: bytes) else {
                throw row.mismatch(index, CalendarInterval.self)
            }
            return interval
        case .text:
            do {
                return try IntervalParser.parse(cell.bytes)
            } catch {
                throw row.invalid(index, CalendarInterval.self, error.description)
            }
        default:
            throw row.mismatch(index, CalendarInterval.self)
        }
    }

    /// PostgreSQL's binary interval: microseconds, days, months, big-endian. Nil unless there are 16 bytes.
    package init?(binary bytes: UnsafeRawBufferPointer) {
        guard bytes.count == 16 else { return nil }
        self.init(
            months: Int32(bigEndian: bytes.loadUnaligned(fromByteOffset: 12, as: Int32.self)),
            days: Int32(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: Int32.self)),
            microseconds: Int64(bigEndian: bytes.loadUnaligned(fromByteOffset: 0, as: Int64.self)))
    }

    /// PostgreSQL's binary interval, 16 bytes.
    package var binary: [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 16)
        bytes.withUnsafeMutableBytes { buffer in
            buffer.storeBytes(of: microseconds.bigEndian, toByteOffset: 0, as: Int64.self)
            buffer.storeBytes(of: days.bigEndian, toByteOffset: 8, as: Int32.self)
            buffer.storeBytes(of: months.bigEndian, toByteOffset: 12, as: Int32.self)
        }
        return bytes
    }
}
