import CinnabarSQL

extension Table {
    var snapshot: JSONValue {
        .members([
            "name": .string(name), "schema": schema.map(JSONValue.string),
            "columns": .list(columns.map(\.snapshot)), "primaryKey": primaryKey?.snapshot,
            "foreignKeys": .list(foreignKeys.map(\.snapshot)), "uniques": .list(uniques.map(\.snapshot)),
            "checks": .list(checks.map(\.snapshot)), "indexes": .list(indexes.map(\.snapshot)),
            "comment": comment.map(JSONValue.string), "options": options.isEmpty ? nil : .texts(options.names),
        ])
    }

    init(snapshot reader: SnapshotReader) throws {
        self.init(
            try reader.text("name"), schema: try reader.optionalText("schema"),
            columns: try reader.list("columns", ColumnDefinition.init(snapshot:)),
            comment: try reader.optionalText("comment"),
            options: try reader.list("options", TableOptions.init(snapshot:)).reduce(into: []) { $0.formUnion($1) })
        primaryKey = try reader.optional("primaryKey", PrimaryKey.init(snapshot:))
        foreignKeys = try reader.list("foreignKeys", ForeignKey.init(snapshot:))
        uniques = try reader.list("uniques", UniqueConstraint.init(snapshot:))
        checks = try reader.list("checks", CheckConstraint.init(snapshot:))
        indexes = try reader.list("indexes", Index.init(snapshot:))
    }
}

extension TableOptions {
    private static var known: [(name: String, option: TableOptions)] {
        [
            ("strict", .strict), ("withoutRowID", .withoutRowID), ("unlogged", .unlogged),
            ("clientMadeKey", .clientMadeKey),
        ]
    }

    var names: [String] { Self.known.filter { contains($0.option) }.map(\.name) }

    init(snapshot reader: SnapshotReader) throws {
        let name = try reader.text()
        guard let option = Self.known.first(where: { $0.name == name })?.option else {
            throw reader.error("\"\(name)\" is no option of a table")
        }
        self = option
    }
}

extension PrimaryKey {
    var snapshot: JSONValue { .members(["columns": .texts(columns), "name": name.map(JSONValue.string)]) }

    init(snapshot reader: SnapshotReader) throws {
        self.init(columns: try reader.texts("columns"), name: try reader.optionalText("name"))
    }
}

extension UniqueConstraint {
    var snapshot: JSONValue { .members(["columns": .texts(columns), "name": name.map(JSONValue.string)]) }

    init(snapshot reader: SnapshotReader) throws {
        self.init(columns: try reader.texts("columns"), name: try reader.optionalText("name"))
    }
}

extension CheckConstraint {
    var snapshot: JSONValue { .members(["sql": .string(sql), "name": name.map(JSONValue.string)]) }

    init(snapshot reader: SnapshotReader) throws {
        self.init(try reader.text("sql"), name: try reader.optionalText("name"))
    }
}

extension ForeignKey {
    var snapshot: JSONValue {
        .members([
            "columns": .texts(columns), "schema": referencedSchema.map(JSONValue.string),
            "table": .string(referencedTable), "references": .texts(referencedColumns),
            "onDelete": onDelete.map { .string($0.rawValue) }, "onUpdate": onUpdate.map { .string($0.rawValue) },
            "deferrable": deferrable.map { .string($0.rawValue) }, "name": name.map(JSONValue.string),
        ])
    }

    init(snapshot reader: SnapshotReader) throws {
        self.init(
            columns: try reader.texts("columns"), referencedSchema: try reader.optionalText("schema"),
            referencedTable: try reader.text("table"), referencedColumns: try reader.texts("references"),
            onDelete: try reader.optional("onDelete", { try $0.word() }),
            onUpdate: try reader.optional("onUpdate", { try $0.word() }),
            deferrable: try reader.optional("deferrable", { try $0.word() }), name: try reader.optionalText("name"))
    }
}

extension SnapshotReader {
    /// One of an enum's words.
    func word<Word: RawRepresentable<String>>() throws -> Word {
        let text = try text()
        guard let word = Word(rawValue: text) else { throw error("\"\(text)\" is not known") }
        return word
    }
}

extension Index {
    var snapshot: JSONValue {
        .members([
            "parts": .array(parts.map(\.snapshot)), "name": name.map(JSONValue.string), "unique": .flag(isUnique),
            "where": condition.map(JSONValue.string), "method": method.map(JSONValue.string),
            "including": .list(included.map(JSONValue.string)),
        ])
    }

    init(snapshot reader: SnapshotReader) throws {
        self.init(
            try reader.list("parts", Part.init(snapshot:)), name: try reader.optionalText("name"),
            unique: try reader.flag("unique"), where: try reader.optionalText("where"),
            method: try reader.optionalText("method"), including: try reader.texts("including"))
    }
}

extension Index.Part {
    var snapshot: JSONValue {
        let (kind, text) =
            switch content {
            case .column(let name): ("column", name)
            case .expression(let sql): ("expression", sql)
            }
        return .members([
            kind: .string(text), "descending": .flag(descending), "operatorClass": operatorClass.map(JSONValue.string),
        ])
    }

    init(snapshot reader: SnapshotReader) throws {
        let descending = try reader.flag("descending")
        let operatorClass = try reader.optionalText("operatorClass")
        if let name = try reader.optionalText("column") {
            self = .column(name, descending: descending, operatorClass: operatorClass)
        } else {
            self = .expression(
                try reader.text("expression"), descending: descending, operatorClass: operatorClass)
        }
    }
}
