/// The columns of a result: names, and the database's names for their types.
///
/// A class, because every row of a result shares one, and open, because a driver adds how its arrays are read.
open class RowShape: @unchecked Sendable {  // immutable after init; subclasses promise the same
    public let names: [String]
    public let typeNames: [String]
    private let indexes: [String: Int]

    public init(names: [String], typeNames: [String]) {
        self.names = names
        self.typeNames = typeNames
        var indexes: [String: Int] = [:]
        // The first of several equal names wins, as in most drivers.
        for (index, name) in names.enumerated() where indexes[name] == nil { indexes[name] = index }
        self.indexes = indexes
    }

    public final func index(of name: String) -> Int? { indexes[name] }

    /// The database's number for a column's type, 0 where it has none. PostgreSQL's own types are below 16,384.
    open func typeNumber(column: Int) -> UInt32 { 0 }

    /// The elements of an array cell, in order; a nested array is a `.array` element.
    open func arrayElements(_ cell: Cell, column: Int) throws -> [SQLValue] { [] }
}
