/// A type that is made from one row.
///
/// The loop is a requirement with an inlinable default, so that it is specialised in the module of the type: one
/// indirect call per chunk of rows, none per row or column.
public protocol RowDecodable: Sendable {
    /// Reads the columns from `row`, by position.
    init(row: RowReader) throws

    /// Decodes every row that the cursor has now.
    static func decodeAll(_ cursor: RowCursor, into rows: inout [Self]) throws
}

extension RowDecodable {
    @inlinable
    public static func decodeAll(_ cursor: RowCursor, into rows: inout [Self]) throws {
        let row = cursor.row
        while try cursor.next() { rows.append(try Self(row: row)) }
    }
}

/// How a statement's rows become values: a plain function, made where the types are known.
public struct RowDecoder<Output: Sendable>: Sendable {
    public let decodeAll: @Sendable (RowCursor, inout [Output]) throws -> Void

    @inlinable
    public init(_ decodeAll: @escaping @Sendable (RowCursor, inout [Output]) throws -> Void) {
        self.decodeAll = decodeAll
    }
}

extension RowDecoder {
    /// Decodes every row that the cursor has now, with what the decoder is to find in it.
    @inlinable
    public func decode(_ cursor: RowCursor, _ context: AnyObject?, into rows: inout [Output]) throws {
        guard let context else { return try decodeAll(cursor, &rows) }
        cursor.context = context
        // A cursor lives as long as its prepared statement: what its last user has lent it must not stay.
        defer { cursor.context = nil }
        try decodeAll(cursor, &rows)
    }
}

extension RowDecoder where Output: RowDecodable {
    @inlinable public static var rows: RowDecoder { RowDecoder { try Output.decodeAll($0, into: &$1) } }
}
