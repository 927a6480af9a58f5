public import CinnabarSQL

extension DatabaseSchema {
    /// The schema as JSON in one fixed form: sorted, a line for each column, constraint and index.
    ///
    /// Two equal schemas have equal texts, whatever the order of their tables.
    public var snapshot: String {
        JSONValue.members([
            "version": .number(Self.snapshotVersion),
            "tables": .list(tables.sorted { $0.key < $1.key }.map(\.snapshot)),
            "enums": .list(enums.sorted { ($0.schema ?? "", $0.name) < ($1.schema ?? "", $1.name) }.map(\.snapshot)),
            "views": .list(views.sorted { ($0.schema ?? "", $0.name) < ($1.schema ?? "", $1.name) }.map(\.snapshot)),
            "sequences": .list(
                sequences.sorted { ($0.schema ?? "", $0.name) < ($1.schema ?? "", $1.name) }.map(\.snapshot)),
            "triggers": .list(triggers.sorted { ($0.table, $0.name) < ($1.table, $1.name) }.map(\.snapshot)),
            "schemas": .list(schemas.sorted().map(JSONValue.string)),
        ]).lines(depth: 4) + "\n"
    }

    /// Reads a snapshot.
    ///
    /// - Throws: `SnapshotError` with the place in the JSON.
    public init(snapshot text: String) throws {
        let value: JSONValue
        do { value = try JSONValue(parsing: text) } catch { throw SnapshotError(place: "", what: "\(error)") }
        let reader = SnapshotReader(value)
        let version = try reader.member("version")
        guard try version.integer() == Self.snapshotVersion else {
            throw version.error("this version knows only the form \(Self.snapshotVersion)")
        }
        self.init(
            tables: try reader.list("tables", Table.init(snapshot:)),
            enums: try reader.list("enums", EnumType.init(snapshot:)),
            views: try reader.list("views", View.init(snapshot:)),
            sequences: try reader.list("sequences", SequenceDefinition.init(snapshot:)),
            triggers: try reader.list("triggers", Trigger.init(snapshot:)), schemas: try reader.texts("schemas"))
    }

    private static var snapshotVersion: Int { 1 }
}

extension View {
    var snapshot: JSONValue {
        .members([
            "name": .string(name), "schema": schema.map(JSONValue.string), "sql": .string(sql),
            "materialized": .flag(isMaterialized),
        ])
    }

    init(snapshot reader: SnapshotReader) throws {
        self.init(
            try reader.text("name"), schema: try reader.optionalText("schema"), sql: try reader.text("sql"),
            isMaterialized: try reader.flag("materialized"))
    }
}

extension SequenceDefinition {
    var snapshot: JSONValue {
        .members([
            "name": .string(name), "schema": schema.map(JSONValue.string), "start": .number(start),
            "increment": .number(increment),
        ])
    }

    init(snapshot reader: SnapshotReader) throws {
        self.init(
            try reader.text("name"), schema: try reader.optionalText("schema"),
            start: try reader.member("start").integer(), increment: try reader.member("increment").integer())
    }
}

extension Trigger {
    var snapshot: JSONValue { .members(["name": .string(name), "table": table.snapshot, "sql": .string(sql)]) }

    init(snapshot reader: SnapshotReader) throws {
        self.init(
            try reader.text("name"), on: try TableName(snapshot: reader.member("table")), sql: try reader.text("sql"))
    }
}

extension TableName {
    var snapshot: JSONValue { .members(["name": .string(name), "schema": schema.map(JSONValue.string)]) }

    init(snapshot reader: SnapshotReader) throws {
        self.init(try reader.text("name"), schema: try reader.optionalText("schema"))
    }
}

extension EnumType {
    var snapshot: JSONValue {
        .members(["name": .string(name), "schema": schema.map(JSONValue.string), "labels": .texts(labels)])
    }

    init(snapshot reader: SnapshotReader) throws {
        self.init(
            try reader.text("name"), schema: try reader.optionalText("schema"), labels: try reader.texts("labels"))
    }
}
