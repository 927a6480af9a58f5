/// One stored property: a column.
struct AttributeDescription {
    var position: Int
    /// As written, with backticks where the name needs them.
    var identifier: String
    var name: String
    var access: String
    var column: String
    /// As declared, without `Deferred`.
    var type: String
    /// The type without its Optional.
    var unwrapped: String
    var isOptional: Bool
    var isDeferred = false
    var isPrimaryKey = false
    var isVersion = false
    /// Whether the column takes NULL.
    var isNullable: Bool
    /// The initial value, as written.
    var initial: String?
    /// The type in the database, as written.
    var sqlType: String?
    /// What is handed on to the column as it is written.
    var arguments: [Argument] = []
    var foreignKey: ForeignKeyDescription?
    var observers: [ObserverDescription] = []

    /// The type of the static column and of the row's field.
    var columnType: String { isNullable ? type : unwrapped }

    /// Whether nobody can give the column a value.
    var isMadeAlways: Bool {
        arguments.contains { $0.label == "computed" || $0.label == "identity" && $0.value.contains("always: true") }
    }
}

struct Argument {
    var label: String
    /// As written.
    var value: String
}

/// A key path to properties of a class, read as syntax.
struct KeyPathDescription {
    var root: String
    var property: String
}

struct ForeignKeyDescription {
    var target: KeyPathDescription
    /// `onDelete`, `onUpdate`, `deferrable` and `name`, as written.
    var arguments: [Argument]
}

/// A `willSet` or `didSet`: its body moves to a method, because the property is computed once the macro is through.
struct ObserverDescription {
    enum Kind: String { case willSet, didSet }

    var kind: Kind
    var parameter: String
    /// With its braces.
    var body: String
}
