/// `User.Row`: the columns as a plain value.
struct RowPrinter {
    let model: ModelDescription

    var declarations: [String] {
        let access = model.access
        let values = model.loaded.map { attribute in
            let value = "state.attributes.\(attribute.identifier)"
            return "\(attribute.label): "
                + (attribute.isOptional && !attribute.isNullable
                    ? "CinnabarORM._$required(\(value), \(attribute.name.quoted))" : value)
        }
        let canFail = values.contains { $0.contains("_$required") } ? "try " : ""
        return [
            row,
            """
            \(access)var row: Row {
                get throws {
                    \(canFail)_$withState { state in
                        \(canFail)Row(
            \(SourceText.lines(values, depth: 4, separator: ","))
                        )
                    }
                }
            }
            """,
            "\(access)static var rows: CinnabarSQL.EntitySelection<Row> {\n    Row.entity\n}",
        ]
    }

    private var row: String {
        let (access, name) = (model.access, model.name)
        let fields = model.loaded.map { "\($0.fieldAccess)var \($0.identifier): \($0.columnType)" }
        let parameters = model.loaded.map { attribute in
            "\(attribute.identifier): \(attribute.columnType)" + (attribute.isNullable ? " = nil" : "")
        }
        let assignments = model.loaded.map { "self.\($0.identifier) = \($0.identifier)" }
        // Assigned last, all together: a struct that is half made would have to be taken apart at each throw.
        let reads = model.loaded.enumerated().map { "let column\($0): \($1.columnType) = try row.get(\($0))" }
        let taken = model.loaded.enumerated().map { "self.\($1.identifier) = column\($0)" }
        let inserted = model.loaded.filter { !$0.isMadeAlways }
        let columns = inserted.map(\.column.quoted)
        let appends = inserted.map { "values.append(self.\($0.identifier).sqlValue)" }
        return """
            \(access)struct Row: CinnabarSQL.SelectableRow, CinnabarSQL.InsertableRow, Codable, Hashable {
                \(access)typealias Table = \(name)

                \(access)static var tableName: String {
                    \(name).tableName
                }
                \(access)static var tableSchema: String? {
                    \(name).tableSchema
                }
                \(access)static var reference: CinnabarSQL.TableReference {
                    \(name).reference
                }
                \(access)static var table: CinnabarSQL.Table {
                    \(name).table
                }
                \(access)static var selection: [CinnabarSQL.Node] {
                    \(name).selection
                }
                \(access)static var insertColumns: [String] {
                    [\(columns.joined(separator: ", "))]
                }

            \(SourceText.lines(fields, depth: 1))

                \(access)init(
            \(SourceText.lines(parameters, depth: 2, separator: ","))
                ) {
            \(SourceText.lines(assignments, depth: 2))
                }

                \(access)init(row: CinnabarSQL.RowReader) throws {
            \(SourceText.lines(reads + taken, depth: 2))
                }

                \(access)func appendValues(to values: inout [CinnabarSQL.SQLValue]) {
            \(SourceText.lines(appends, depth: 2))
                }
            }
            """
    }
}

extension AttributeDescription {
    /// The class has to see what is private to it.
    fileprivate var fieldAccess: String { access == "private " ? "fileprivate " : access }
}
