/// PostgreSQL's numbers for its built-in types.
enum PGOID {
    static let unknownType: UInt32 = 0
    static let bool: UInt32 = 16
    static let bytea: UInt32 = 17
    static let char: UInt32 = 18
    static let name: UInt32 = 19
    static let int8: UInt32 = 20
    static let int2: UInt32 = 21
    static let int4: UInt32 = 23
    static let text: UInt32 = 25
    static let oid: UInt32 = 26
    static let xid: UInt32 = 28
    static let json: UInt32 = 114
    static let xml: UInt32 = 142
    static let float4: UInt32 = 700
    static let float8: UInt32 = 701
    static let unknown: UInt32 = 705
    static let bpchar: UInt32 = 1042
    static let varchar: UInt32 = 1043
    static let date: UInt32 = 1082
    static let time: UInt32 = 1083
    static let timestamp: UInt32 = 1114
    static let timestamptz: UInt32 = 1184
    static let interval: UInt32 = 1186
    static let timetz: UInt32 = 1266
    static let numeric: UInt32 = 1700
    static let refcursor: UInt32 = 1790
    static let uuid: UInt32 = 2950
    static let jsonb: UInt32 = 3802
    static let xid8: UInt32 = 5069

    /// Types from here on were made by users.
    static let firstUserType: UInt32 = 16384

    /// Array types, by element.
    static let arrays: [UInt32: UInt32] = [
        bool: 1000, bytea: 1001, char: 1002, name: 1003, int2: 1005, int4: 1007, text: 1009, bpchar: 1014,
        varchar: 1015, int8: 1016, float4: 1021, float8: 1022, oid: 1028, timestamp: 1115, date: 1182, time: 1183,
        timestamptz: 1185, interval: 1187, numeric: 1231, timetz: 1270, uuid: 2951, json: 199, xml: 143, jsonb: 3807,
    ]

    static let arrayTypes = Set(arrays.values)

    private static let names: [UInt32: String] = [
        bool: "boolean", bytea: "bytea", char: "\"char\"", name: "name", int8: "bigint", int2: "smallint",
        int4: "integer", text: "text", oid: "oid", xid: "xid", xid8: "xid8", refcursor: "refcursor", json: "json",
        xml: "xml", float4: "real",
        float8: "double precision", unknown: "unknown", bpchar: "character", varchar: "character varying",
        date: "date", time: "time", timestamp: "timestamp", timestamptz: "timestamp with time zone",
        interval: "interval", timetz: "time with time zone", numeric: "numeric", uuid: "uuid", jsonb: "jsonb",
        600: "point", 601: "lseg", 602: "path", 603: "box", 604: "polygon", 628: "line", 718: "circle", 650: "cidr",
        790: "money", 829: "macaddr", 869: "inet", 774: "macaddr8", 1560: "bit", 1562: "bit varying", 2249: "record",
        2278: "void", 3614: "tsvector", 3615: "tsquery", 3904: "int4range", 3906: "numrange", 3908: "tsrange",
        3910: "tstzrange", 3912: "daterange", 3926: "int8range",
    ]

    private static let arrayNames: [UInt32: String] = Dictionary(
        arrays.map { ($0.value, (names[$0.key] ?? "?") + "[]") }, uniquingKeysWith: { first, _ in first })

    /// What an error calls the type.
    static func typeName(_ oid: UInt32) -> String { names[oid] ?? arrayNames[oid] ?? "type \(oid)" }
}
