public import FoundationEssentials

/// Sixteen bytes, or text of 36 or 32 characters where the database has no type for it.
extension UUID: ColumnValue {
    public static var sqlType: SQLType { .uuid }

    @inlinable public var sqlValue: SQLValue { .uuid(self) }

    public static func decode(_ row: RowReader, _ index: Int) throws -> UUID {
        let cell = row.cell(index)
        let bytes = cell.bytes
        switch cell.kind {
        case .uuid:
            guard let address = bytes.baseAddress else { throw row.mismatch(index, UUID.self) }
            return UUID(uuid: address.loadUnaligned(as: uuid_t.self))
        case .blob:
            guard bytes.count == 16 else { throw row.invalid(index, UUID.self, "it does not have 16 bytes") }
            return UUID(uuid: bytes.loadUnaligned(as: uuid_t.self))
        case .text:
            guard let uuid = UUIDText.parse(bytes) else {
                throw row.invalid(index, UUID.self, "it is not in the form of a UUID")
            }
            return uuid
        default:
            throw row.mismatch(index, UUID.self)
        }
    }
}

enum UUIDText {
    /// 32 hexadecimal digits, or 36 characters with a hyphen after 8, 12, 16 and 20 of them; nil for anything else.
    static func parse(_ bytes: UnsafeRawBufferPointer) -> UUID? {
        guard bytes.count == 36 || bytes.count == 32 else { return nil }
        let hasHyphens = bytes.count == 36
        var uuid: uuid_t = (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
        let isValid = withUnsafeMutableBytes(of: &uuid) { target in
            var position = 0
            for place in 0..<16 {
                if hasHyphens, place == 4 || place == 6 || place == 8 || place == 10 {
                    guard bytes[position] == 0x2D else { return false }
                    position += 1
                }
                guard let high = digit(bytes[position]), let low = digit(bytes[position + 1]) else { return false }
                target[place] = high << 4 | low
                position += 2
            }
            return true
        }
        return isValid ? UUID(uuid: uuid) : nil
    }

    /// The value of a hexadecimal digit.
    static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x37
        case 0x61...0x66: byte - 0x57
        default: nil
        }
    }
}
