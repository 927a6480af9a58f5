import CinnabarSQL

extension Model {
    /// A key from its values, in the order of the key's columns.
    ///
    /// - Throws: `RowDecodingError` where a value has another type.
    static func key(_ values: [SQLValue]) throws -> PrimaryKey {
        let mapper = _$mapper
        // The key is read from a row that has nothing else.
        var row = [SQLValue](repeating: .null, count: mapper.selection.count)
        for (value, column) in zip(values, mapper.keyColumns) where mapper.selectionPlaces[column] >= 0 {
            row[mapper.selectionPlaces[column]] = value
        }
        let cursor = ValueCursor([row], names: mapper.selectedNames)
        _ = try cursor.next()
        return try _$Attributes.primaryKey(cursor.row)
    }
}
