import CinnabarSQL

extension PGCatalog {
    func table(_ relation: Relation) -> Table {
        let constraints = constraints[relation.oid] ?? []
        let key = constraints.first { $0.kind == "p" }
        let columns = (columns[relation.oid] ?? []).map { definition($0, keyColumns: key?.columns ?? []) }
        var table = Table(
            relation.name, schema: name(ofSchema: relation.schema), columns: columns, comment: relation.comment,
            options: relation.isUnlogged ? .unlogged : [])
        table.primaryKey = key.map { PrimaryKey(columns: $0.columns, name: $0.name) }
        for constraint in constraints {
            switch constraint.kind {
            case "u": table.uniques.append(UniqueConstraint(columns: constraint.columns, name: constraint.name))
            case "c": constraint.condition.map { table.checks.append(CheckConstraint($0, name: constraint.name)) }
            case "f": foreignKey(constraint).map { table.foreignKeys.append($0) }
            default: break
            }
        }
        table.indexes = indexes(relation.oid)
        // A key that nothing fills in, but that a model of this shape would have the database fill in.
        if let column = table.generatedKey, column.identity == nil { table.options.insert(.clientMadeKey) }
        return table
    }

    private func definition(_ column: Column, keyColumns: [String]) -> ColumnDefinition {
        let type = sqlType(column.type)
        var identity: IdentityColumn?
        var computed: ComputedColumn?
        var serverDefault: ServerDefault?
        if !column.identity.isEmpty {
            identity = IdentityColumn(
                always: column.identity == "a", start: column.start == 1 ? nil : column.start,
                increment: column.increment == 1 ? nil : column.increment)
        } else if let expression = column.expression {
            if !column.generated.isEmpty {
                computed = ComputedColumn(expression, stored: column.generated == "s")
            } else if column.isSerial, Self.isNextValue(expression) {
                identity = IdentityColumn()
            } else {
                serverDefault = PGDefaultText.parse(expression, type: type)
            }
        }
        return ColumnDefinition(
            name: column.name, type: type, isNullable: column.isNullable,
            isPrimaryKey: keyColumns.contains(column.name),
            serverDefault: serverDefault, computed: computed, identity: identity, comment: column.comment)
    }

    /// Whether a default is the next number of a sequence and nothing more. The names are qualified where the search
    /// path hides them.
    private static func isNextValue(_ expression: String) -> Bool {
        let call = expression.hasPrefix("pg_catalog.") ? expression.dropFirst(11) : expression[...]
        return call.hasPrefix("nextval('")
            && (call.hasSuffix("'::regclass)") || call.hasSuffix("'::pg_catalog.regclass)"))
    }

    private func foreignKey(_ constraint: Constraint) -> ForeignKey? {
        guard let target = constraint.target else { return nil }
        return ForeignKey(
            columns: constraint.columns, referencedSchema: name(ofSchema: target.schema),
            referencedTable: target.table, referencedColumns: target.columns, onDelete: target.onDelete,
            onUpdate: target.onUpdate, deferrable: target.deferrable, name: constraint.name)
    }

    private func indexes(_ table: OID) -> [Index] {
        var found: [Index] = []
        for part in indexes[table] ?? [] {
            if found.last?.name != part.index {
                found.append(
                    Index(
                        [], name: part.index, unique: part.isUnique, where: part.condition,
                        method: part.method == "btree" ? nil : part.method))
            }
            if part.isIncluded {
                part.column.map { found[found.count - 1].included.append($0) }
            } else {
                found[found.count - 1].parts.append(Self.value(part))
            }
        }
        // An index that was dropped meanwhile has lost its expressions.
        return found.filter { !$0.parts.contains { $0.content == .expression("") } }
    }

    private static func value(_ part: IndexPart) -> Index.Part {
        if let column = part.column {
            return .column(column, descending: part.isDescending, operatorClass: part.operatorClass)
        }
        // What is no call stands in parentheses, which CREATE INDEX writes by itself.
        var expression = part.expression ?? ""
        if expression.hasPrefix("("), expression.hasSuffix(")") {
            expression = String(expression.dropFirst().dropLast())
        }
        return .expression(expression, descending: part.isDescending, operatorClass: part.operatorClass)
    }
}
