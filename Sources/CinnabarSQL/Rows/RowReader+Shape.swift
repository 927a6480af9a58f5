extension RowReader {
    /// The database's number for the type of a column, 0 where it has none.
    func typeNumber(_ index: Int) -> UInt32 { shape.typeNumber(column: base + index) }

    /// The elements of an array cell.
    func arrayElements(_ index: Int) throws -> [SQLValue] {
        try shape.arrayElements(cell(index), column: base + index)
    }
}

extension RowReader {
    /// Whether the reader sees all columns of the result.
    var isWhole: Bool { base == 0 && count == shape.names.count }

    /// A shape of the columns that the reader sees.
    var ownShape: RowShape {
        let columns = base..<(base + count)
        return RowShape(names: Array(shape.names[columns]), typeNames: Array(shape.typeNames[columns]))
    }
}
