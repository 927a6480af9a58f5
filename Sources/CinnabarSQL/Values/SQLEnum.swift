/// A Swift enum as a column: a native type on PostgreSQL if it has a name there, else text with a check.
///
/// ```swift
/// enum Mood: String, SQLEnum {
///     case happy, sad
///     static let sqlEnumName: String? = "mood"
/// }
/// ```
public protocol SQLEnum: ColumnValue, RawRepresentable, CaseIterable where RawValue == String {
    /// The name of the native type; nil, the default, for a `VARCHAR` with a check everywhere.
    static var sqlEnumName: String? { get }
}

extension SQLEnum {
    public static var sqlEnumName: String? { nil }

    /// The labels in the order of `allCases`. Without a name the type's own name is empty.
    public static var sqlEnumType: EnumType { EnumType(sqlEnumName ?? "", labels: allCases.map(\.rawValue)) }

    public static var sqlType: SQLType { .enumeration(sqlEnumType) }

    public var sqlValue: SQLValue {
        Self.sqlEnumName == nil ? .text(rawValue) : .enumeration(Self.sqlEnumType, rawValue)
    }

    /// - Throws: `RowDecodingError` also for a label that the type does not have.
    public static func decode(_ row: RowReader, _ index: Int) throws -> Self {
        let cell = row.cell(index)
        guard cell.kind == .text || cell.kind == .opaque else { throw row.mismatch(index, Self.self) }
        guard let value = Self(rawValue: try String.decode(row, index)) else {
            let labels = allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
            throw row.invalid(index, Self.self, "it is none of \(labels)")
        }
        return value
    }
}
