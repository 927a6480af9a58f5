import CinnabarSQL

extension ColumnDefinition {
    /// All but the default that Swift code makes, which no database knows.
    var source: SourceNode {
        .make(
            "ColumnDefinition", ("name", .string(name)), ("type", type.source),
            ("isNullable", isNullable ? .true : nil), ("isPrimaryKey", isPrimaryKey ? .true : nil),
            ("isUnique", isUnique ? .true : nil), ("isIndexed", isIndexed ? .true : nil),
            ("serverDefault", serverDefault?.source), ("onUpdate", onUpdate?.source), ("computed", computed?.source),
            ("identity", identity?.source), ("references", references?.source),
            ("comment", comment.map(SourceNode.string)))
    }

    var withoutConstraints: ColumnDefinition {
        ColumnDefinition(
            name: name, type: type, isNullable: isNullable, serverDefault: serverDefault, onUpdate: onUpdate,
            computed: computed, identity: identity, comment: comment)
    }
}

extension ServerDefault {
    var source: SourceNode {
        switch self {
        case .now: .text(".now")
        case .value(let value): .make(".value", (nil, value.source))
        case .sql(let sql): .make(".sql", (nil, .string(sql)))
        }
    }
}

extension ComputedColumn {
    var source: SourceNode {
        .make("ComputedColumn", (nil, .string(sql)), ("stored", isStored ? nil : .false))
    }
}

extension IdentityColumn {
    var source: SourceNode {
        .make(
            "IdentityColumn", ("always", always ? .true : nil), ("start", start.map { .text("\($0)") }),
            ("increment", increment.map { .text("\($0)") }))
    }
}

extension ForeignKeyReference {
    var source: SourceNode {
        .make(
            ".to", (nil, .string(table)), (nil, .string(column)), ("schema", schema.map(SourceNode.string)),
            ("onDelete", onDelete?.source), ("onUpdate", onUpdate?.source), ("deferrable", deferrable?.source))
    }
}

extension SQLType {
    var source: SourceNode {
        switch self {
        case .boolean: .text(".boolean")
        case .smallint: .text(".smallint")
        case .integer: .text(".integer")
        case .bigint: .text(".bigint")
        case .real: .text(".real")
        case .double: .text(".double")
        case .numeric(let precision, let scale):
            .make(
                ".numeric", ("precision", precision.map { .text("\($0)") }), ("scale", scale.map { .text("\($0)") }))
        case .text: .text(".text")
        case .varchar(let length): .make(".varchar", (nil, length.map { .text("\($0)") }))
        case .char(let length): .make(".char", (nil, .text("\(length)")))
        case .blob: .text(".blob")
        case .timestamp: .text(".timestamp")
        case .localTimestamp: .text(".localTimestamp")
        case .date: .text(".date")
        case .time: .text(".time")
        case .interval: .text(".interval")
        case .uuid: .text(".uuid")
        case .json: .text(".json")
        case .array(let element): .make(".array", (nil, element.source))
        case .enumeration(let type): .make(".enumeration", (nil, type.source))
        case .custom(let name): .make(".custom", (nil, .string(name)))
        }
    }
}
