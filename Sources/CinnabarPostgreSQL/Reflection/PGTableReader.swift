import CinnabarSQL

struct PGRelationRow {
    let oid: Int64
    let schema: String
    let name: String
    /// `r` table, `p` partitioned table, `v` view, `m` materialized view.
    let kind: String
    let persistence: String
    let comment: String?
    let definition: String?
}

struct PGColumnRow {
    let name: String
    let type: Int64
    let typeName: String
    let isRequired: Bool
    /// The default, or the computation.
    let expression: String?
    /// `a` always an identity, `d` by default, `s` computed and stored, `v` computed.
    let marks: String
    let comment: String?
    let element: Int64
    /// Start and increment of the sequence that belongs to the column.
    let sequence: (start: Int, increment: Int)?
}

struct PGConstraintRow {
    let name: String
    /// `p`, `u`, `f`, `c`
    let kind: String
    let columns: [String]
    let targetSchema: String?
    let target: String?
    let referenced: [String]
    /// On delete, on update.
    let actions: String
    /// 0 not, 1 immediate, 2 deferred.
    let deferrability: Int
    let condition: String?
}

struct PGIndexRow {
    let name: String
    let isUnique: Bool
    let method: String
    let condition: String?
    let keyCount: Int
    /// Each part as text.
    let texts: [String]
    /// Each part's column; empty where it is an expression.
    let columns: [String]
    let orders: [Int]
    let operatorClasses: [String]
}

/// Makes tables of the catalog's rows.
struct PGTableReader {
    let standard: String
    let enums: [Int64: EnumType]
    var columns: [Int64: [PGColumnRow]] = [:]
    var constraints: [Int64: [PGConstraintRow]] = [:]
    var indexes: [Int64: [PGIndexRow]] = [:]

    init(standard: String, enums: [Int64: EnumType]) {
        self.standard = standard
        self.enums = enums
    }

    func table(_ name: TableName, _ relation: PGRelationRow) -> Table {
        var table = Table(
            name.name, schema: name.schema, columns: (columns[relation.oid] ?? []).map(column),
            comment: relation.comment, options: relation.persistence == "u" ? .unlogged : [])
        for row in constraints[relation.oid] ?? [] {
            switch row.kind {
            case "p": table.primaryKey = PrimaryKey(columns: row.columns, name: row.name)
            case "u": table.uniques.append(UniqueConstraint(columns: row.columns, name: row.name))
            case "f": table.foreignKeys.append(foreignKey(row))
            default: table.checks.append(CheckConstraint(Self.condition(row.condition ?? ""), name: row.name))
            }
        }
        table.indexes = (indexes[relation.oid] ?? []).map(index)
        // Its numbers come from nowhere in the database.
        if let key = table.generatedKey, key.identity == nil { table.options.insert(.clientMadeKey) }
        return table
    }

    private func column(_ row: PGColumnRow) -> ColumnDefinition {
        let isComputed = row.marks.contains("s") || row.marks.contains("v")
        let isSerial = row.sequence != nil && row.expression?.hasPrefix("nextval(") == true
        let isIdentity = row.marks.contains("a") || row.marks.contains("d") || isSerial
        let identity = IdentityColumn(
            always: row.marks.contains("a"), start: row.sequence.flatMap { $0.start == 1 ? nil : $0.start },
            increment: row.sequence.flatMap { $0.increment == 1 ? nil : $0.increment })
        return ColumnDefinition(
            name: row.name, type: type(row.type, row.typeName, row.element), isNullable: !row.isRequired,
            serverDefault: isComputed || isIdentity ? nil : row.expression.map(Self.value),
            computed: isComputed
                ? row.expression.map { ComputedColumn(Self.condition($0), stored: row.marks.contains("s")) } : nil,
            identity: isIdentity ? identity : nil, comment: row.comment)
    }

    private func type(_ oid: Int64, _ name: String, _ element: Int64) -> SQLType {
        if let type = enums[oid] { return .enumeration(type) }
        if name.hasSuffix("[]") { return .array(type(element, String(name.dropLast(2)), 0)) }
        func numbers(_ prefix: String) -> [Int]? {
            guard name.hasPrefix(prefix + "("), name.hasSuffix(")") else { return nil }
            return name.dropFirst(prefix.count + 1).dropLast().split(separator: ",").compactMap { Int($0) }
        }
        if let length = numbers("character varying")?.first { return .varchar(length) }
        if let length = numbers("character")?.first { return .char(length) }
        if let size = numbers("numeric"), size.count == 2 {
            // PostgreSQL says the scale even where none was given.
            return .numeric(precision: size[0], scale: size[1] == 0 ? nil : size[1])
        }
        return Self.types[name] ?? .custom(name)
    }

    private static let types: [String: SQLType] = [
        "boolean": .boolean, "smallint": .smallint, "integer": .integer, "bigint": .bigint, "real": .real,
        "double precision": .double, "numeric": .numeric(), "text": .text, "character varying": .varchar(nil),
        "bytea": .blob, "timestamp with time zone": .timestamp, "timestamp without time zone": .localTimestamp,
        "date": .date, "time without time zone": .time, "interval": .interval, "uuid": .uuid, "jsonb": .json,
    ]

    /// Plain literals are values; all else is the text.
    static func value(_ text: String) -> ServerDefault {
        switch text {
        case "CURRENT_TIMESTAMP": return .now
        case "true": return .value(.boolean(true))
        case "false": return .value(.boolean(false))
        default: break
        }
        if let number = Int64(text) { return .value(.integer(number)) }
        for type in ["text", "character varying"] where text.hasPrefix("'") && text.hasSuffix("'::" + type) {
            let inner = text.dropFirst().dropLast(type.count + 3)
            let pieces = inner.split(separator: "''", omittingEmptySubsequences: false)
            if !pieces.contains(where: { $0.contains("'") }) { return .value(.text(pieces.joined(separator: "'"))) }
        }
        return .sql(text)
    }

    /// Without the parentheses that the server puts around a whole expression.
    static func condition(_ text: String) -> String {
        guard text.hasPrefix("("), text.hasSuffix(")") else { return text }
        var depth = 0
        var isQuoted = false
        for (place, character) in text.enumerated() {
            if character == "'" { isQuoted.toggle() }
            if isQuoted { continue }
            if character == "(" { depth += 1 }
            if character == ")" { depth -= 1 }
            if depth == 0, place < text.count - 1 { return text }
        }
        return String(text.dropFirst().dropLast())
    }

    private func foreignKey(_ row: PGConstraintRow) -> ForeignKey {
        let actions = row.actions.map { letter -> ReferentialAction? in
            switch letter {
            case "r": .restrict
            case "c": .cascade
            case "n": .setNull
            case "d": .setDefault
            default: nil
            }
        }
        let deferrability: [Deferrability?] = [nil, .initiallyImmediate, .initiallyDeferred]
        return ForeignKey(
            columns: row.columns, referencedSchema: row.targetSchema == standard ? nil : row.targetSchema,
            referencedTable: row.target ?? "", referencedColumns: row.referenced,
            onDelete: actions.first ?? nil, onUpdate: actions.last ?? nil,
            deferrable: deferrability[row.deferrability], name: row.name)
    }

    private func index(_ row: PGIndexRow) -> Index {
        let parts = (0..<row.keyCount).map { place -> Index.Part in
            let descending = row.orders[place] & 1 == 1
            let operators = row.operatorClasses[place].isEmpty ? nil : row.operatorClasses[place]
            guard row.columns[place].isEmpty else {
                return .column(row.columns[place], descending: descending, operatorClass: operators)
            }
            return .expression(
                Self.condition(row.texts[place]), descending: descending, operatorClass: operators)
        }
        return Index(
            parts, name: row.name, unique: row.isUnique, where: row.condition.map(Self.condition),
            method: row.method == "btree" ? nil : row.method, including: Array(row.columns[row.keyCount...]))
    }
}
