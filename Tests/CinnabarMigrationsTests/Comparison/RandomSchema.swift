import CinnabarSQL

/// Small random schemas, and neighbours of them: every type, key and index option comes up.
struct RandomSchema {
    var random: SplitMix
    let isNative: Bool

    init(seed: UInt64, native: Bool) {
        random = SplitMix(state: seed)
        isNative = native
    }

    private mutating func chance(_ one: Int) -> Bool { Int.random(in: 0..<one, using: &random) == 0 }

    private static let moods = EnumType("mood", labels: ["sad", "so so", "it's fine"])

    private mutating func type() -> SQLType {
        let types: [SQLType] = [
            .boolean, .smallint, .integer, .bigint, .real, .double, .numeric(), .numeric(precision: 10, scale: 2),
            .text, .varchar(50), .char(3), .blob, .timestamp, .localTimestamp, .date, .time, .interval, .uuid, .json,
            .array(.text), .enumeration(Self.moods), .enumeration(EnumType("", labels: ["a", "b"])),
        ]
        return types.randomElement(using: &random) ?? .text
    }

    private mutating func column(_ name: String) -> ColumnDefinition {
        let type = type()
        var value: ServerDefault?
        if chance(3) {
            switch type {
            case .integer, .bigint, .smallint: value = .value(.integer(Int64.random(in: 0...9, using: &random)))
            case .text, .varchar: value = chance(2) ? .value(.text("it's")) : .sql("'a' || 'b'")
            case .timestamp: value = .now
            case .boolean: value = .value(.boolean(true))
            case .enumeration(let type) where !type.name.isEmpty && chance(2):
                value = .value(.enumeration(type, type.labels[0]))
            case .enumeration(let type): value = .value(.text(type.labels[0]))
            default: break
            }
        }
        return ColumnDefinition(
            name: name, type: type, isNullable: chance(2), serverDefault: value,
            comment: chance(5) ? "it's \(name)" : nil)
    }

    mutating func table(_ name: String, after others: [Table]) -> Table {
        var columns: [ColumnDefinition] = [ColumnDefinition(name: "id", type: .bigint, isPrimaryKey: true)]
        var items: [TableItem] = []
        let names = ["alpha", "beta", "order", "Mixed Case", "select"].shuffled(using: &random)
        for name in names.prefix(Int.random(in: 1...4, using: &random)) { columns.append(column(name)) }
        if chance(3) {
            columns.append(
                ColumnDefinition(name: "twice", type: .bigint, isNullable: true, computed: ComputedColumn("id * 2")))
        }
        if let other = others.randomElement(using: &random), chance(2) {
            columns.append(
                ColumnDefinition(
                    name: "other_id", type: .bigint, isNullable: true,
                    references: .to(
                        other.name, "id", onDelete: chance(2) ? .cascade : nil,
                        deferrable: chance(4) ? .initiallyDeferred : nil)))
        }
        let plain = columns.dropFirst().filter {
            switch $0.type {
            case .json, .array, .blob: false
            default: $0.computed == nil
            }
        }.map(\.name)
        if let name = plain.randomElement(using: &random), chance(2) { items.append(.unique([name])) }
        if let name = plain.randomElement(using: &random), chance(2) {
            items.append(
                .index(
                    [.column(name, descending: chance(3)), .column("id")], unique: chance(4),
                    where: chance(3) ? "id > 10" : nil, including: isNative && chance(4) ? ["id"] : []))
        }
        if chance(3) { items.append(.index([.expression("id + 1")], name: "ix_\(name)_next")) }
        if chance(2) { items.append(.check("id > 0 OR id < \(Int.random(in: -9 ... -1, using: &random))")) }
        return Table(name, columns: columns, items: items, comment: chance(4) ? "all of \(name)" : nil)
    }

    mutating func schema() -> MetaData {
        var tables: [Table] = []
        for name in ["users", "posts", "Tags", "a_b"].prefix(Int.random(in: 1...4, using: &random)) {
            tables.append(table(name, after: tables))
        }
        return MetaData(tables)
    }

    /// A schema that shares much with the other: tables go and come, columns change within what a cast can do.
    mutating func neighbour(of schema: MetaData) -> MetaData {
        var tables: [Table] = []
        for table in schema.tables where !chance(6) || tables.isEmpty {
            tables.append(changed(table))
        }
        if chance(3) { tables.append(table("extra", after: tables)) }
        // What refers to a table that went goes too.
        let names = Set(tables.map(\.name))
        for place in tables.indices { tables[place].foreignKeys.removeAll { !names.contains($0.referencedTable) } }
        return MetaData(tables)
    }

    private mutating func changed(_ table: Table) -> Table {
        var table = table
        if chance(3) { table.comment = "changed" }
        if chance(3) { table.checks = [CheckConstraint("id <> \(Int.random(in: 100...199, using: &random))")] }
        if chance(3) { table.uniques = [] }
        if chance(3) { table.indexes = [] }
        if chance(4) { table.foreignKeys = [] }
        if chance(3), !table.columns.contains(where: { $0.name == "fresh" }) {
            table.columns.append(column("fresh"))
        }
        let used = Set(
            table.uniques.flatMap(\.columns) + table.foreignKeys.flatMap(\.columns)
                + table.indexes.flatMap { index in
                    index.parts.compactMap { if case .column(let name) = $0.content { name } else { nil } }
                } + ["id"])
        if let column = table.columns.last(where: { !used.contains($0.name) }), chance(3) {
            table.columns.removeAll { $0.name == column.name }
        }
        table.columns = table.columns.map { column in
            guard column.name != "id", column.computed == nil, chance(3) else { return column }
            switch column.type {
            case .integer, .smallint: return column.changing(type: .bigint).changing(serverDefault: nil)
            case .varchar, .char: return column.changing(type: .text).changing(isNullable: !column.isNullable)
            case .date: return column.changing(type: .localTimestamp)
            case .enumeration(let type) where type.name.isEmpty:
                return column.changing(type: .enumeration(EnumType("", labels: ["a", "b", "long label"])))
            default: return column.changing(isNullable: !column.isNullable).changing(comment: "other")
            }
        }
        return table
    }
}

/// The same numbers for the same seed in every run.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
