/// The current row, valid while the decoder runs: reads typed values by position.
///
/// ```swift
/// struct User: RowDecodable {
///     let id: Int
///     let name: String
///     init(row: RowReader) throws {
///         id = try row.get(0)
///         name = try row.get(1)
///     }
/// }
/// ```
public struct RowReader {
    @usableFromInline let cells: UnsafePointer<Cell>
    public let count: Int
    /// Where this reader's first column stands in the result, for names in errors.
    @usableFromInline let base: Int
    /// Unmanaged, so that handing a row to a decoder counts no references; the cursor owns it.
    @usableFromInline let unmanagedShape: Unmanaged<RowShape>
    /// Where the cursor has what an object layer reads rows into: the cursor outlives the reader.
    @usableFromInline let contextPlace: UnsafePointer<AnyObject?>?

    /// - Parameters:
    ///   - cells: the driver's buffer, which outlives the reader.
    public init(cells: UnsafePointer<Cell>, count: Int, shape: RowShape) {
        self.cells = cells
        self.count = count
        self.base = 0
        self.unmanagedShape = .passUnretained(shape)
        self.contextPlace = nil
    }

    @usableFromInline
    init(
        cells: UnsafePointer<Cell>, count: Int, base: Int, shape: Unmanaged<RowShape>,
        contextPlace: UnsafePointer<AnyObject?>?
    ) {
        self.cells = cells
        self.count = count
        self.base = base
        self.unmanagedShape = shape
        self.contextPlace = contextPlace
    }

    func looking(at place: UnsafePointer<AnyObject?>) -> RowReader {
        RowReader(cells: cells, count: count, base: base, shape: unmanagedShape, contextPlace: place)
    }

    /// The same row without its first columns: what a row type sees in the middle of a select list.
    @inlinable
    public func dropping(_ columns: Int) -> RowReader {
        let columns = Swift.min(columns, count)
        return RowReader(
            cells: cells + columns, count: count - columns, base: base + columns, shape: unmanagedShape,
            contextPlace: contextPlace)
    }

    /// What the statement was executed with for its decoder: an object layer's session; nil in Core.
    @inlinable public var context: AnyObject? { contextPlace?.pointee }

    public var shape: RowShape { unmanagedShape.takeUnretainedValue() }

    /// The value at a position.
    ///
    /// - Throws: `DecodingError` when the row has no such column, the column is NULL and `Value` is not optional, or
    ///   the database's value is not a `Value`.
    @inlinable
    public func get<Value: ColumnValue>(_ index: Int, as type: Value.Type = Value.self) throws -> Value {
        guard index >= 0, index < count else { throw noColumn(index) }
        return try Value.decode(self, index)
    }

    /// The value of a named column. By position is faster.
    public func get<Value: ColumnValue>(_ name: String, as type: Value.Type = Value.self) throws -> Value {
        guard let index = shape.index(of: name).map({ $0 - base }), index >= 0, index < count else {
            throw noColumn(name)
        }
        return try Value.decode(self, index)
    }

    /// The cell itself, for a `ColumnValue` of your own; `index` must be below `count`.
    @inlinable
    public func cell(_ index: Int) -> Cell { cells[index] }
}
