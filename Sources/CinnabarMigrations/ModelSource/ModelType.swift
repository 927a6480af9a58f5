import CinnabarSQL

/// The Swift type of a column.
struct ModelType: Sendable {
    let swift: String
    /// The type as `@Column` says it; nil where it is the Swift type's own.
    let sql: SourceNode?

    /// Nil where no Swift type stands for the column's.
    init?(_ type: SQLType, _ names: ModelNames) {
        switch type {
        case .boolean: self.init("Bool")
        case .smallint: self.init("Int16")
        case .integer: self.init("Int32")
        case .bigint: self.init("Int")
        case .real: self.init("Float")
        case .double: self.init("Double")
        case .numeric(nil, nil): self.init("Decimal")
        case .numeric: self.init("Decimal", type.source)
        case .text: self.init("String")
        case .varchar, .char: self.init("String", type.source)
        case .blob: self.init("Data")
        case .timestamp: self.init("Date")
        case .localTimestamp: self.init("LocalDateTime")
        case .date: self.init("LocalDate")
        case .time: self.init("LocalTime")
        case .interval: self.init("CalendarInterval")
        case .uuid: self.init("UUID")
        case .json: self.init("JSONValue")
        case .array(let element):
            guard let inner = ModelType(element, names) else { return nil }
            self.init("[\(inner.swift)]", inner.sql.map { .make(".array", (nil, $0)) })
        case .enumeration(let enumeration):
            guard let name = names.type(enumeration) else { return nil }
            // A Swift enum's type has no schema.
            self.init(name, enumeration.schema == nil ? nil : type.source)
        case .custom(let spelling):
            guard let swift = Self.custom(spelling.lowercased()) else { return nil }
            self.init(swift, type.source)
        }
    }

    private init(_ swift: String, _ sql: SourceNode? = nil) {
        self.swift = swift
        self.sql = sql
    }

    /// PostgreSQL's types with a precision, and what SQLite's rules of affinity make of a spelling.
    ///
    /// See SQLite's "Datatypes In SQLite", "Determination Of Column Affinity".
    private static func custom(_ spelling: String) -> String? {
        if spelling.hasSuffix("]") || spelling.hasPrefix("\"") { return nil }
        if spelling == "json" { return "JSONValue" }
        if spelling.hasPrefix("timestamp"), spelling.hasSuffix("with time zone") { return "Date" }
        if spelling.hasPrefix("timestamp("), spelling.hasSuffix("without time zone") { return "LocalDateTime" }
        if spelling.hasPrefix("time("), spelling.hasSuffix("without time zone") { return "LocalTime" }
        if spelling.hasPrefix("interval") { return "CalendarInterval" }
        let word = spelling.prefix { $0.isLetter || $0.isNumber }
        if ["int", "integer", "tinyint", "mediumint", "bigint", "int2", "int8"].contains(word) { return "Int" }
        if ["char", "clob", "text"].contains(where: word.contains) { return "String" }
        if word.hasPrefix("bool") { return "Bool" }
        if word.hasPrefix("blob") { return "Data" }
        if ["double", "float", "real"].contains(word) { return "Double" }
        return nil
    }
}
