/// A type with a raw value is stored as it: name the conformance and nothing else.
///
/// ```swift
/// struct UserID: RawRepresentable, Hashable, ColumnValue { var rawValue: Int }
/// ```
extension ColumnValue where Self: RawRepresentable, RawValue: ColumnValue {
    public static var sqlType: SQLType { RawValue.sqlType }

    @inlinable public var sqlValue: SQLValue { rawValue.sqlValue }

    /// - Throws: `RowDecodingError` also for a raw value that the type does not have.
    @inlinable
    public static func decode(_ row: RowReader, _ index: Int) throws -> Self {
        guard let value = Self(rawValue: try RawValue.decode(row, index)) else {
            throw row.invalid(index, Self.self, "it is none of the type's raw values")
        }
        return value
    }
}
