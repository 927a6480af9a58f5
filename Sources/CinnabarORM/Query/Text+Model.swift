public import CinnabarSQL

extension TextStatement {
    /// Reads each row as an object, its columns by their names, in whatever order they come.
    ///
    /// ```swift
    /// try await session.scalars(text("SELECT * FROM users WHERE age > :age", ["age": 18]).returning(User.self)).all()
    /// ```
    /// - Throws (when it runs): `RowDecodingError` where the result lacks a column of the class.
    public func returning<M: Model>(_ model: M.Type) -> MappedText<M> { MappedText(base: self) }
}

/// SQL of your own whose rows are objects.
public struct MappedText<M: Model>: Statement {
    public typealias Output = M

    private let text: any Statement

    init<Base: Sendable>(base: TextStatement<Base>) { text = base }

    public var returnsRows: Bool { true }
    public func write(to writer: inout SQLWriter) throws { try text.write(to: &writer) }

    public var decoder: RowDecoder<M> {
        RowDecoder { cursor, rows in
            let named = try NamedCursor(cursor, M._$mapper)
            try M.decodeAll(named, into: &rows)
        }
    }
}

/// Rows whose columns are put into the order in which a class reads them.
private final class NamedCursor: RowCursor {
    private let base: RowCursor
    private let places: [Int]
    private let cells: UnsafeMutablePointer<Cell>

    init(_ base: RowCursor, _ mapper: Mapper) throws {
        self.base = base
        var places: [Int] = []
        for name in mapper.selectedNames {
            guard let place = base.shape.index(of: name) else {
                throw RowDecodingError(
                    .noColumn, column: name, index: -1, wanted: mapper.name,
                    found: base.shape.names.map { "\"\($0)\"" }.joined(separator: ", "))
            }
            places.append(place)
        }
        self.places = places
        let shape = NamedShape(base.shape, places)
        cells = .allocate(capacity: max(places.count, 1))
        cells.initialize(repeating: .null, count: max(places.count, 1))
        super.init(
            row: RowReader(cells: cells, count: places.count, shape: shape), shape: shape, context: nil)
        context = base.context
    }

    deinit { cells.deallocate() }

    override func next() throws -> Bool {
        guard try base.next() else { return false }
        for (index, place) in places.enumerated() { cells[index] = base.row.cell(place) }
        return true
    }
}

/// The shape of a result whose columns were reordered.
private final class NamedShape: RowShape, @unchecked Sendable {  // immutable after init
    private let base: RowShape
    private let places: [Int]

    init(_ base: RowShape, _ places: [Int]) {
        self.base = base
        self.places = places
        super.init(names: places.map { base.names[$0] }, typeNames: places.map { base.typeNames[$0] })
    }

    override func typeNumber(column: Int) -> UInt32 { base.typeNumber(column: places[column]) }

    override func arrayElements(_ cell: Cell, column: Int) throws -> [SQLValue] {
        try base.arrayElements(cell, column: places[column])
    }
}
