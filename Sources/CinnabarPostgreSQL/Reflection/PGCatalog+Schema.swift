import CinnabarEngine
import CinnabarSQL

extension PGCatalog {
    /// All of it as one value, in the order of the names.
    func schema(_ options: ReflectionOptions) -> DatabaseSchema {
        var schema = DatabaseSchema(schemas: schemas.filter { !$0.isDefault }.map(\.name))
        var names: [OID: TableName] = [:]
        for relation in relations {
            let name = TableName(relation.name, schema: name(ofSchema: relation.schema))
            if relation.kind == "S" {
                let numbers = relation.sequence ?? (1, 1)
                schema.sequences.append(
                    SequenceDefinition(
                        name.name, schema: name.schema, start: numbers.start, increment: numbers.increment))
                continue
            }
            guard options.includes(name) else { continue }
            names[relation.oid] = name
            if let query = relation.query {
                schema.views.append(
                    View(name.name, schema: name.schema, sql: Self.trimmed(query), isMaterialized: relation.kind == "m")
                )
            } else if relation.kind == "r" || relation.kind == "p" {
                schema.tables.append(table(relation))
            }
        }
        let read = Set(schemas.map(\.name))
        schema.enums = enums.values.filter { !$0.isExtensions && read.contains($0.schema) }.map(value)
        schema.triggers = triggers.compactMap { row in
            names[row.table].map { Trigger(row.name, on: $0, sql: row.sql) }
        }
        schema.tables.sort { $0.key < $1.key }
        schema.views.sort { TableName($0.name, schema: $0.schema) < TableName($1.name, schema: $1.schema) }
        schema.sequences.sort { TableName($0.name, schema: $0.schema) < TableName($1.name, schema: $1.schema) }
        schema.enums.sort { TableName($0.name, schema: $0.schema) < TableName($1.name, schema: $1.schema) }
        schema.triggers.sort { ($0.table, $0.name) < ($1.table, $1.name) }
        return schema
    }

    /// A query without the space and semicolon around it.
    private static func trimmed(_ query: String) -> String {
        var text = query[...]
        while text.first?.isWhitespace == true { text.removeFirst() }
        while let last = text.last, last.isWhitespace || last == ";" { text.removeLast() }
        return String(text)
    }
}
