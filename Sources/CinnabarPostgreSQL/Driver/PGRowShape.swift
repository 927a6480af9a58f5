import CinnabarSQL

/// A result's columns, with PostgreSQL's types.
final class PGRowShape: RowShape, @unchecked Sendable {  // immutable after init
    let types: [UInt32]
    let kinds: [PGColumnKind]

    init(names: [String], types: [UInt32]) {
        self.types = types
        self.kinds = types.map { PGColumnKind($0) }
        super.init(names: names, typeNames: types.map { PGOID.typeName($0) })
    }

    convenience init(_ result: PGResult) {
        let columns = 0..<result.columnCount
        self.init(names: columns.map { result.name($0) }, types: columns.map { result.type($0) })
    }

    /// Whether the result has these columns.
    func matches(_ result: PGResult) -> Bool {
        guard Int(result.columnCount) == types.count else { return false }
        for (index, type) in types.enumerated() {
            guard result.type(Int32(index)) == type, result.name(Int32(index)) == names[index] else { return false }
        }
        return true
    }

    override func typeNumber(column: Int) -> UInt32 { types[column] }

    override func arrayElements(_ cell: Cell, column: Int) throws -> [SQLValue] {
        do {
            var array = try PGArray(cell.bytes)
            return try array.values()
        } catch let error as PGArrayError {
            throw RowDecodingError(
                .invalidValue("the server's array is broken: \(error.why)"), column: names[column], index: column,
                wanted: "an array", found: typeNames[column])
        }
    }
}
