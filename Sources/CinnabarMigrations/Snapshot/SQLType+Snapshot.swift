import CinnabarSQL

extension SQLType {
    private static var plain: [(name: String, type: SQLType)] {
        [
            ("boolean", .boolean), ("smallint", .smallint), ("integer", .integer), ("bigint", .bigint),
            ("real", .real), ("double", .double), ("text", .text), ("blob", .blob), ("timestamp", .timestamp),
            ("localTimestamp", .localTimestamp), ("date", .date), ("time", .time), ("interval", .interval),
            ("uuid", .uuid), ("json", .json),
        ]
    }

    /// A word, or an object of one member where the type has arguments.
    var snapshot: JSONValue {
        switch self {
        case .numeric(let precision, let scale):
            [
                "numeric": .members([
                    "precision": precision.map { .number($0) }, "scale": scale.map { .number($0) },
                ])
            ]
        case .varchar(let length): ["varchar": .members(["length": length.map { .number($0) }])]
        case .char(let length): ["char": .members(["length": .number(length)])]
        case .array(let element): ["array": element.snapshot]
        case .enumeration(let type): ["enum": type.snapshot]
        case .custom(let name): ["custom": .string(name)]
        default: .string(Self.plain.first { $0.type == self }?.name ?? "")
        }
    }

    init(snapshot reader: SnapshotReader) throws {
        if let numeric = reader.optional("numeric") {
            self = .numeric(
                precision: try numeric.optionalInteger("precision"), scale: try numeric.optionalInteger("scale"))
        } else if let varchar = reader.optional("varchar") {
            self = .varchar(try varchar.optionalInteger("length"))
        } else if let char = reader.optional("char") {
            self = .char(try char.member("length").integer())
        } else if let element = reader.optional("array") {
            self = .array(try SQLType(snapshot: element))
        } else if let type = reader.optional("enum") {
            self = .enumeration(try EnumType(snapshot: type))
        } else if let name = try reader.optionalText("custom") {
            self = .custom(name)
        } else {
            let name = try reader.text()
            guard let type = Self.plain.first(where: { $0.name == name })?.type else {
                throw reader.error("\"\(name)\" is no type")
            }
            self = type
        }
    }
}

extension SQLValue {
    /// An object of one member: the kind and the value. Numbers that JSON readers could round are text.
    var snapshot: JSONValue {
        switch self {
        case .null: ["null": true]
        case .boolean(let value): ["boolean": .boolean(value)]
        case .integer(let value): ["integer": .integer(value)]
        case .real(let value): ["real": .string("\(value)")]
        case .text(let text): ["text": .string(text)]
        case .blob(let bytes): ["blob": .array(bytes.map { .integer(Int64($0)) })]
        case .uuid: ["uuid": .string(description)]
        case .numeric: ["numeric": .string(description)]
        case .timestamp(let microseconds): ["timestamp": .integer(microseconds)]
        case .localTimestamp: ["localTimestamp": .string(description)]
        case .date: ["date": .string(description)]
        case .time: ["time": .string(description)]
        case .interval(let value):
            [
                "interval": .array([
                    .integer(Int64(value.months)), .integer(Int64(value.days)), .integer(value.microseconds),
                ])
            ]
        case .json(let text): ["json": .string(text)]
        case .array(let type, let elements):
            ["array": ["type": type.snapshot, "elements": .array(elements.map(\.snapshot))]]
        case .enumeration(let type, let label): ["enum": ["type": type.snapshot, "label": .string(label)]]
        case .opaque(let type, let bytes):
            ["opaque": ["type": .integer(Int64(type)), "bytes": .array(bytes.map { .integer(Int64($0)) })]]
        case .unencodable(let why): ["unencodable": .string(why)]
        }
    }

    init(snapshot reader: SnapshotReader) throws {
        guard case .object(let members) = reader.value, let kind = members.keys.first, members.count == 1 else {
            throw reader.error("a value is wanted")
        }
        guard let content = reader.optional(kind) else { throw reader.error("a value is wanted") }
        let value: SQLValue
        switch kind {
        case "null": value = .null
        case "boolean": value = .boolean(try content.boolean())
        case "integer": value = .integer(Int64(try content.integer()))
        case "real":
            guard let number = Double(try content.text()) else { throw content.error("a number is wanted") }
            value = .real(number)
        case "text": value = .text(try content.text())
        case "blob": value = .blob(try content.bytes())
        case "uuid": value = .uuid(try content.text())
        case "numeric": value = .numeric(try content.text())
        case "timestamp": value = .timestamp(Int64(try content.integer()))
        case "localTimestamp": value = .localTimestamp(try content.text())
        case "date": value = .date(try content.text())
        case "time": value = .time(try content.text())
        case "interval": value = .interval(try content.interval())
        case "json": value = .json(try content.text())
        case "array":
            value = .array(
                try SQLType(snapshot: content.member("type")), try content.list("elements", SQLValue.init(snapshot:)))
        case "enum":
            value = .enumeration(try EnumType(snapshot: content.member("type")), try content.text("label"))
        case "opaque":
            guard let type = UInt32(exactly: try content.member("type").integer()) else {
                throw content.error("a type's number is wanted")
            }
            value = .opaque(type: type, bytes: try content.member("bytes").bytes())
        case "unencodable": value = .unencodable(try content.text())
        default: throw reader.error("\"\(kind)\" is no kind of value")
        }
        if case .unencodable(let why) = value, kind != "unencodable" { throw content.error(why) }
        self = value
    }
}

extension SnapshotReader {
    fileprivate func bytes() throws -> [UInt8] {
        try elements().map {
            guard let byte = UInt8(exactly: try $0.integer()) else { throw $0.error("a byte is wanted") }
            return byte
        }
    }

    fileprivate func interval() throws -> CalendarInterval {
        let parts = try elements()
        guard parts.count == 3, let months = Int32(exactly: try parts[0].integer()),
            let days = Int32(exactly: try parts[1].integer())
        else { throw error("months, days and microseconds are wanted") }
        return CalendarInterval(months: months, days: days, microseconds: Int64(try parts[2].integer()))
    }
}
