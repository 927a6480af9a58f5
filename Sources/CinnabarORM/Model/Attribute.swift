public import CinnabarSQL

/// One stored attribute of a model: its Swift name and its column. Made by `@Model`.
public struct Attribute: Sendable {
    public let name: String
    public let column: ColumnDefinition
    /// Whether selects leave it out until it is asked for.
    public let isDeferred: Bool
    /// Whether it counts the row's versions.
    public let isVersion: Bool
    let foreignKey: ForeignKeyPart?

    public init<Owner, Value>(
        _ name: String, _ column: Column<Owner, Value>, deferred: Bool = false, version: Bool = false,
        foreignKey: ForeignKeyPart? = nil
    ) {
        self.name = name
        self.column = column.definition
        self.isDeferred = deferred
        self.isVersion = version
        self.foreignKey = foreignKey
    }
}

/// What `@ForeignKey` says of one column.
///
/// The other class is named in a closure, so that classes which refer to each other initialise in any order.
public struct ForeignKeyPart: Sendable {
    let target: @Sendable () -> any Model.Type
    let attribute: String
    let onDelete: ReferentialAction?
    let onUpdate: ReferentialAction?
    let deferrable: Deferrability?
    /// Columns that share a name make one key of several columns.
    let name: String?

    /// - Parameter attribute: the Swift name of the attribute that it refers to.
    public init(
        _ target: @escaping @Sendable () -> any Model.Type, _ attribute: String, onDelete: ReferentialAction? = nil,
        onUpdate: ReferentialAction? = nil, deferrable: Deferrability? = nil, name: String? = nil
    ) {
        self.target = target
        self.attribute = attribute
        self.onDelete = onDelete
        self.onUpdate = onUpdate
        self.deferrable = deferrable
        self.name = name
    }
}
