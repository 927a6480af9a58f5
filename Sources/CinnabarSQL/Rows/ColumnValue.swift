/// A Swift type that a column can hold: bound as a parameter, decoded from a cell.
///
/// Conform a type of your own by naming its column type and converting to and from `SQLValue` or another
/// `ColumnValue`; see `String` and `UUID` for examples.
public protocol ColumnValue: Sendable {
    /// The type without its `Optional`.
    associatedtype Base: ColumnValue = Self

    /// The column type when none is given.
    static var sqlType: SQLType { get }

    /// Whether a NULL is a value of this type.
    static var isNullable: Bool { get }

    /// What is sent to the database.
    var sqlValue: SQLValue { get }

    /// Reads the cell at `index`, which is within the row.
    static func decode(_ row: RowReader, _ index: Int) throws -> Self
}

extension ColumnValue {
    @inlinable public static var isNullable: Bool { false }
}

extension Optional: ColumnValue where Wrapped: ColumnValue {
    public typealias Base = Wrapped.Base

    public static var sqlType: SQLType { Wrapped.sqlType }
    @inlinable public static var isNullable: Bool { true }

    @inlinable public var sqlValue: SQLValue {
        switch self {
        case .none: .null
        case .some(let value): value.sqlValue
        }
    }

    @inlinable
    public static func decode(_ row: RowReader, _ index: Int) throws -> Wrapped? {
        if row.cell(index).kind == .null { return nil }
        return try Wrapped.decode(row, index)
    }
}
