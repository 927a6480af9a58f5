import CinnabarSQL

/// The Swift names of a schema's tables and enums, none of them twice.
struct ModelNames: Sendable {
    private var types: [TableName: String] = [:]
    private var enumNames: [EnumType: String] = [:]
    /// The enums that are written, in the order in which they are met.
    private(set) var enums: [EnumType] = []
    private(set) var enumFile = ""

    init(_ schema: DatabaseSchema) {
        var used = TakenNames(Self.takenTypes)
        for table in schema.tables {
            let name = ModelWords.pascal(ModelWords.singular(table.name))
            let longer = table.schema.map { ModelWords.pascal($0) + name }
            types[table.key] = used.take(used.has(name) ? longer ?? name : name)
        }
        for type in schema.enums { add(type, type.name, &used) }
        for table in schema.tables {
            for column in table.columns {
                guard let type = column.type.enumType else { continue }
                add(type, type.name.isEmpty ? ModelWords.singular(table.name) + "_" + column.name : type.name, &used)
            }
        }
        if !enums.isEmpty { enumFile = used.take("Enums") + ".swift" }
    }

    private mutating func add(_ type: EnumType, _ name: String, _ used: inout TakenNames) {
        // A Swift enum without cases has no raw values.
        guard enumNames[type] == nil, !type.labels.isEmpty else { return }
        enumNames[type] = used.take(ModelWords.pascal(name))
        enums.append(type)
    }

    func type(_ table: TableName) -> String { types[table] ?? ModelWords.pascal(ModelWords.singular(table.name)) }

    /// Nil for an enum without labels.
    func type(_ type: EnumType) -> String? { enumNames[type] }

    /// What the written source and the macro's expansions mean by these names, and what is within a model.
    private static let takenTypes = [
        "Any", "AnyObject", "Array", "Bool", "CalendarInterval", "CancellationError", "CaseIterable", "Cinnabar",
        "CinnabarORM", "CinnabarSQL", "Codable", "Column", "ColumnDefinition", "Data", "Date", "Decimal", "Deferred",
        "Double", "EnumType", "Equatable", "Error", "Float", "Hashable", "IdentityColumn", "Index", "Int", "Int16",
        "Int32", "JSONValue", "LocalDate", "LocalDateTime", "LocalTime", "Many", "Model", "Never", "One", "Optional",
        "PrimaryKey", "Protocol", "RawRepresentable", "Row", "Self", "Sendable", "Set", "SQLEnum", "String", "Table",
        "Type", "TypedTable", "UUID", "Void",
    ]
}

/// Names that are given once. Letters in another case are the same name: of files, some systems think so.
struct TakenNames: Sendable {
    private var used: Set<String>

    init(_ names: [String]) { used = Set(names.map { $0.lowercased() }) }

    func has(_ name: String) -> Bool { used.contains(name.lowercased()) }

    /// The name, with a number behind it where it is taken.
    mutating func take(_ name: String) -> String {
        var candidate = name
        var number = 2
        while !used.insert(candidate.lowercased()).inserted {
            candidate = "\(name)\(number)"
            number += 1
        }
        return candidate
    }
}
