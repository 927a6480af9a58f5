import CinnabarSQL

extension Constraint {
    var source: SourceNode {
        switch self {
        case .primaryKey(let key):
            .make(
                ".primaryKey",
                (
                    nil,
                    .make(
                        "PrimaryKey", ("columns", .strings(key.columns)), ("name", key.name.map(SourceNode.string)))
                ))
        case .foreignKey(let key): .make(".foreignKey", (nil, key.source))
        case .unique(let unique):
            .make(
                ".unique",
                (
                    nil,
                    .make(
                        "UniqueConstraint", ("columns", .strings(unique.columns)),
                        ("name", unique.name.map(SourceNode.string)))
                ))
        case .check(let check):
            .make(
                ".check",
                (
                    nil,
                    .make("CheckConstraint", (nil, .string(check.sql)), ("name", check.name.map(SourceNode.string)))
                ))
        case .labels(let column, let labels, let name):
            .make(
                ".labels", ("column", .string(column)), ("labels", .strings(labels)),
                ("name", name.map(SourceNode.string) ?? .nil))
        }
    }
}

extension PrimaryKey {
    var itemSource: SourceNode {
        .make(".primaryKey", (nil, .strings(columns)), ("name", name.map(SourceNode.string)))
    }
}

extension UniqueConstraint {
    var itemSource: SourceNode {
        .make(".unique", (nil, .strings(columns)), ("name", name.map(SourceNode.string)))
    }
}

extension CheckConstraint {
    var itemSource: SourceNode { .make(".check", (nil, .string(sql)), ("name", name.map(SourceNode.string))) }
}

extension ForeignKey {
    var source: SourceNode {
        .make(
            "ForeignKey", ("columns", .strings(columns)), ("referencedSchema", referencedSchema.map(SourceNode.string)),
            ("referencedTable", .string(referencedTable)), ("referencedColumns", .strings(referencedColumns)),
            ("onDelete", onDelete?.source), ("onUpdate", onUpdate?.source), ("deferrable", deferrable?.source),
            ("name", name.map(SourceNode.string)))
    }

    var itemSource: SourceNode {
        .make(
            ".foreignKey", (nil, .strings(columns)), ("references", .string(referencedTable)),
            (nil, .strings(referencedColumns)), ("schema", referencedSchema.map(SourceNode.string)),
            ("onDelete", onDelete?.source), ("onUpdate", onUpdate?.source), ("deferrable", deferrable?.source),
            ("name", name.map(SourceNode.string)))
    }
}

extension ReferentialAction {
    var source: SourceNode {
        switch self {
        case .noAction: .text(".noAction")
        case .restrict: .text(".restrict")
        case .cascade: .text(".cascade")
        case .setNull: .text(".setNull")
        case .setDefault: .text(".setDefault")
        }
    }
}

extension Deferrability {
    var source: SourceNode {
        switch self {
        case .initiallyImmediate: .text(".initiallyImmediate")
        case .initiallyDeferred: .text(".initiallyDeferred")
        }
    }
}

extension Index {
    var source: SourceNode {
        .make(
            "Index", (nil, .list(parts.map(\.source))), ("name", name.map(SourceNode.string)),
            ("unique", isUnique ? .true : nil), ("where", condition.map(SourceNode.string)),
            ("method", method.map(SourceNode.string)), ("including", included.isEmpty ? nil : .strings(included)))
    }
}

extension Index.Part {
    var source: SourceNode {
        let (name, text) =
            switch content {
            case .column(let name): (".column", name)
            case .expression(let sql): (".expression", sql)
            }
        return .make(
            name, (nil, .string(text)), ("descending", descending ? .true : nil),
            ("operatorClass", operatorClass.map(SourceNode.string)))
    }
}

extension EnumType {
    var source: SourceNode {
        .make(
            "EnumType", (nil, .string(name)), ("schema", schema.map(SourceNode.string)), ("labels", .strings(labels)))
    }
}

extension SequenceDefinition {
    var source: SourceNode {
        .make(
            "SequenceDefinition", (nil, .string(name)), ("schema", schema.map(SourceNode.string)),
            ("start", start == 1 ? nil : .text("\(start)")), ("increment", increment == 1 ? nil : .text("\(increment)"))
        )
    }
}
