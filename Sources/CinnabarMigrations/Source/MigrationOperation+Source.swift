import CinnabarSQL

extension MigrationOperation {
    /// The call of `MigrationSteps` that records it.
    var source: SourceNode {
        switch self {
        case .createSchema(let name): .make("createSchema", (nil, .string(name)))
        case .dropSchema(let name): .make("dropSchema", (nil, .string(name)))
        case .createTable(let table): .make("createTable", (nil, table.source))
        case .dropTable(let table): .make("dropTable", (nil, table.source))
        case .renameTable(let table, let name):
            .make("renameTable", (nil, table.source), ("to", .string(name)))
        case .addColumn(let column, let table):
            .make("addColumn", (nil, column.source), ("to", table.source))
        case .dropColumn(let column, let table):
            .make("dropColumn", (nil, column.source), ("of", table.source))
        case .alterColumn(let old, let new, let table, let using):
            .make(
                "alterColumn", (nil, old.source), ("to", new.source), ("of", table.source),
                ("using", using.map(SourceNode.string)))
        case .renameColumn(let column, let table, let name):
            .make("renameColumn", (nil, .string(column)), ("of", table.source), ("to", .string(name)))
        case .addConstraint(let constraint, let table):
            .make("addConstraint", (nil, constraint.source), ("to", table.source))
        case .dropConstraint(let constraint, let table):
            .make("dropConstraint", (nil, constraint.source), ("of", table.source))
        case .renameConstraint(let constraint, let table, let name):
            .make("renameConstraint", (nil, constraint.source), ("of", table.source), ("to", .string(name)))
        case .createIndex(let index, let table, let concurrently):
            .make(
                "createIndex", (nil, index.source), ("on", table.source), ("concurrently", concurrently ? .true : nil))
        case .dropIndex(let index, let table, let concurrently):
            .make("dropIndex", (nil, index.source), ("of", table.source), ("concurrently", concurrently ? .true : nil))
        case .renameIndex(let index, let table, let name):
            .make("renameIndex", (nil, index.source), ("of", table.source), ("to", .string(name)))
        case .createEnum(let type): .make("createEnum", (nil, type.source))
        case .dropEnum(let type): .make("dropEnum", (nil, type.source))
        case .alterEnum(let change): change.source
        case .renameEnum(let type, let name, let uses):
            .make(
                "renameEnum", (nil, type.source), ("to", .string(name)), ("uses", .list(uses.map(\.source))))
        case .createSequence(let sequence): .make("createSequence", (nil, sequence.source))
        case .dropSequence(let sequence): .make("dropSequence", (nil, sequence.source))
        case .setComment(let comment, let old, let table, let column):
            .make(
                "setComment", (nil, comment.map(SourceNode.string) ?? .nil), ("was", old.map(SourceNode.string)),
                ("on", table.source), ("column", column.map(SourceNode.string)))
        case .insert(let insert): insert.source
        case .execute(let step): step.source
        case .run(let step): .make("run", (nil, .string(step.name)))
        }
    }
}

extension MigrationOperation {
    /// The method of `MigrationSteps` that records it.
    var name: String {
        switch self {
        case .execute: "execute"
        default: source.callName
        }
    }
}

extension EnumChange {
    var source: SourceNode {
        let renaming = renamedLabels.sorted { $0.key < $1.key }
        return .make(
            "alterEnum", (nil, old.source), ("to", new.source),
            (
                "renaming",
                renaming.isEmpty ? nil : .dictionary(renaming.map { (.string($0.key), .string($0.value)) })
            ), ("uses", .list(uses.map(\.source))))
    }
}

extension RowsInsert {
    var source: SourceNode {
        .make(
            "insert", ("into", table.source), ("columns", .strings(columns)),
            ("rows", .list(rows.map { .list($0.map(\.source)) })))
    }
}

extension SQLStep {
    /// The shortest call that says all.
    var source: SourceNode {
        let transactional: SourceNode? = isTransactional ? nil : .false
        if let text = texts[""], texts.count == 1, reverse == nil || (reverse?[""] != nil && reverse?.count == 1) {
            return .make(
                "execute", (nil, .string(text)), ("reverse", (reverse?[""]).map(SourceNode.string)),
                ("transactional", transactional))
        }
        if !texts.isEmpty, reverse == nil, Set(texts.keys).isSubset(of: ["postgresql", "sqlite", "mysql"]) {
            return .make(
                "execute", ("postgreSQL", texts["postgresql"].map(SourceNode.string)),
                ("sqlite", texts["sqlite"].map(SourceNode.string)),
                ("mySQL", texts["mysql"].map(SourceNode.string)), ("transactional", transactional))
        }
        let step = SourceNode.make(
            "SQLStep", (nil, Self.dictionary(texts)), ("reverse", reverse.map(Self.dictionary)),
            ("isTransactional", transactional))
        return .make("append", (nil, .make(".execute", (nil, step))))
    }

    private static func dictionary(_ texts: [String: String]) -> SourceNode {
        .dictionary(texts.sorted { $0.key < $1.key }.map { (.string($0.key), .string($0.value)) })
    }
}
