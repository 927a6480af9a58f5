extension RowReader {
    /// The database's number for the type of a column, 0 where it has none.
    func typeNumber(_ index: Int) -> UInt32 { shape.typeNumber(column: index) }

    /// The elements of an array cell.
    func arrayElements(_ index: Int) throws -> [SQLValue] {
        try shape.arrayElements(cell(index), column: index)
    }
}
