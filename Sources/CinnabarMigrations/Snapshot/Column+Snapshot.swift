import CinnabarSQL

extension ColumnDefinition {
    /// All but the default that Swift code makes, which is code.
    var snapshot: JSONValue {
        .members([
            "name": .string(name), "type": type.snapshot, "nullable": .flag(isNullable),
            "primaryKey": .flag(isPrimaryKey), "unique": .flag(isUnique), "indexed": .flag(isIndexed),
            "default": serverDefault?.snapshot, "onUpdate": onUpdate?.snapshot, "computed": computed?.snapshot,
            "identity": identity?.snapshot, "references": references?.snapshot,
            "comment": comment.map(JSONValue.string),
        ])
    }

    convenience init(snapshot reader: SnapshotReader) throws {
        self.init(
            name: try reader.text("name"), type: try SQLType(snapshot: reader.member("type")),
            isNullable: try reader.flag("nullable"), isPrimaryKey: try reader.flag("primaryKey"),
            isUnique: try reader.flag("unique"), isIndexed: try reader.flag("indexed"),
            serverDefault: try reader.optional("default", ServerDefault.init(snapshot:)),
            onUpdate: try reader.optional("onUpdate", ServerDefault.init(snapshot:)),
            computed: try reader.optional("computed", ComputedColumn.init(snapshot:)),
            identity: try reader.optional("identity", IdentityColumn.init(snapshot:)),
            references: try reader.optional("references", ForeignKeyReference.init(snapshot:)),
            comment: try reader.optionalText("comment"))
    }
}

extension ServerDefault {
    var snapshot: JSONValue {
        switch self {
        case .now: "now"
        case .value(let value): ["value": value.snapshot]
        case .sql(let sql): ["sql": .string(sql)]
        }
    }

    init(snapshot reader: SnapshotReader) throws {
        if let value = reader.optional("value") {
            self = .value(try SQLValue(snapshot: value))
        } else if let sql = try reader.optionalText("sql") {
            self = .sql(sql)
        } else if try reader.text() == "now" {
            self = .now
        } else {
            throw reader.error("a default is wanted")
        }
    }
}

extension ComputedColumn {
    var snapshot: JSONValue { .members(["sql": .string(sql), "virtual": .flag(!isStored)]) }

    init(snapshot reader: SnapshotReader) throws {
        self.init(try reader.text("sql"), stored: try !reader.flag("virtual"))
    }
}

extension IdentityColumn {
    var snapshot: JSONValue {
        .members([
            "always": .flag(always), "start": start.map { .number($0) }, "increment": increment.map { .number($0) },
        ])
    }

    init(snapshot reader: SnapshotReader) throws {
        self.init(
            always: try reader.flag("always"), start: try reader.optionalInteger("start"),
            increment: try reader.optionalInteger("increment"))
    }
}

extension ForeignKeyReference {
    var snapshot: JSONValue {
        .members([
            "table": .string(table), "column": .string(column), "schema": schema.map(JSONValue.string),
            "onDelete": onDelete.map { .string($0.rawValue) }, "onUpdate": onUpdate.map { .string($0.rawValue) },
            "deferrable": deferrable.map { .string($0.rawValue) },
        ])
    }

    init(snapshot reader: SnapshotReader) throws {
        self.init(
            table: try reader.text("table"), column: try reader.text("column"),
            schema: try reader.optionalText("schema"), onDelete: try reader.optional("onDelete", { try $0.word() }),
            onUpdate: try reader.optional("onUpdate", { try $0.word() }),
            deferrable: try reader.optional("deferrable", { try $0.word() }))
    }
}
