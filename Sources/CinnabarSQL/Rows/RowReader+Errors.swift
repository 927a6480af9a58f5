extension RowReader {
    @usableFromInline
    func noColumn(_ index: Int) -> RowDecodingError {
        RowDecodingError(.noColumn, column: "", index: base + index, wanted: "", found: columnList)
    }

    func noColumn(_ name: String) -> RowDecodingError {
        RowDecodingError(.noColumn, column: name, index: -1, wanted: "", found: columnList)
    }

    private var columnList: String {
        count == 0 ? "no columns" : shape.names.map { "\"\($0)\"" }.joined(separator: ", ")
    }

    /// The error of a cell whose kind does not fit: a NULL where none is expected, or another type.
    public func mismatch<Value>(_ index: Int, _ wanted: Value.Type) -> RowDecodingError {
        let isNull = cell(index).kind == .null
        return RowDecodingError(
            isNull ? .unexpectedNull : .typeMismatch, column: shape.names[base + index], index: base + index,
            wanted: "\(wanted)", found: foundType(index))
    }

    /// The error of a cell whose type fits and whose value does not.
    public func invalid<Value>(_ index: Int, _ wanted: Value.Type, _ why: String) -> RowDecodingError {
        RowDecodingError(
            .invalidValue(why), column: shape.names[base + index], index: base + index, wanted: "\(wanted)",
            found: foundType(index))
    }

    private func foundType(_ index: Int) -> String {
        let declared = shape.typeNames[base + index]
        return declared.isEmpty ? "\(cell(index).kind)" : declared
    }
}
