public import FoundationEssentials

/// A copy of the bytes; `[UInt8]` reads the same, see `Array`.
extension Data: ColumnValue {
    public static var sqlType: SQLType { .blob }

    public var sqlValue: SQLValue { .blob([UInt8](self)) }

    public static func decode(_ row: RowReader, _ index: Int) throws -> Data {
        guard let bytes = BlobDecoding.bytes(row, index) else { throw row.mismatch(index, Data.self) }
        return Data(bytes)
    }
}

enum BlobDecoding {
    /// The borrowed bytes of a blob, or of a type that the driver does not know; nil for any other kind.
    static func bytes(_ row: RowReader, _ index: Int) -> UnsafeRawBufferPointer? {
        let cell = row.cell(index)
        return cell.kind == .blob || cell.kind == .opaque ? cell.bytes : nil
    }
}
