import CinnabarSQL

/// The Swift type of a column's type, and how `@Column` spells the latter.
struct ModelType {
    let swift: String
    let sql: String
    /// Whether the column's type is another than the Swift type's own.
    let isExplicit: Bool

    /// Nil where no Swift type stands for the column's.
    init?(_ type: SQLType, _ names: ModelNames) {
        var (sql, isExplicit) = ("", false)
        switch type {
        case .boolean: swift = "Bool"
        case .smallint: swift = "Int16"
        case .integer: swift = "Int32"
        case .bigint: swift = "Int"
        case .real: swift = "Float"
        case .double: swift = "Double"
        case .numeric(let precision, let scale):
            swift = "Decimal"
            let parts = [precision.map { "precision: \($0)" }, scale.map { "scale: \($0)" }].compactMap { $0 }
            (sql, isExplicit) = (".numeric(\(parts.joined(separator: ", ")))", !parts.isEmpty)
        case .text: swift = "String"
        case .varchar(let length):
            swift = "String"
            (sql, isExplicit) = (".varchar(\(length.map(String.init) ?? ""))", true)
        case .char(let length):
            swift = "String"
            (sql, isExplicit) = (".char(\(length))", true)
        case .blob: swift = "Data"
        case .timestamp: swift = "Date"
        case .localTimestamp: swift = "LocalDateTime"
        case .date: swift = "LocalDate"
        case .time: swift = "LocalTime"
        case .interval: swift = "CalendarInterval"
        case .uuid: swift = "UUID"
        case .json: swift = "JSONValue"
        case .array(let element):
            guard let inner = ModelType(element, names) else { return nil }
            swift = "[\(inner.swift)]"
            (sql, isExplicit) = (".array(\(inner.sql))", inner.isExplicit)
        case .enumeration(let type): swift = names.type(type)
        case .custom(let spelling):
            let lower = spelling.lowercased()
            guard ["text", "char", "clob"].contains(where: lower.contains) else { return nil }
            swift = "String"
            (sql, isExplicit) = (".custom(\(swiftLiteral(spelling)))", true)
        }
        self.sql = sql
        self.isExplicit = isExplicit
    }
}
