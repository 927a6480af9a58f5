extension ColumnDefinition {
    /// The same column with another name.
    public func renamed(_ name: String) -> ColumnDefinition { copy(name: name) }

    /// The same column with another type.
    public func changing(type: SQLType) -> ColumnDefinition { copy(type: type) }

    /// The same column, NULL allowed or not.
    public func changing(isNullable: Bool) -> ColumnDefinition { copy(isNullable: isNullable) }

    /// The same column with another comment; nil for none.
    public func changing(comment: String?) -> ColumnDefinition { copy(comment: .some(comment)) }

    /// The same column with another way to make its numbers; nil for none.
    public func changing(identity: IdentityColumn?) -> ColumnDefinition { copy(identity: .some(identity)) }

    /// The same column with another default; nil for none.
    public func changing(serverDefault: ServerDefault?) -> ColumnDefinition {
        copy(serverDefault: .some(serverDefault))
    }

    /// The same column, computed otherwise.
    public func changing(computed: ComputedColumn) -> ColumnDefinition {
        ColumnDefinition(
            name: name, type: type, isNullable: isNullable, isPrimaryKey: isPrimaryKey, isUnique: isUnique,
            isIndexed: isIndexed, computed: computed, references: references, comment: comment)
    }

    /// The same column without what makes constraints and indexes: those are the table's own then.
    public var bare: ColumnDefinition {
        ColumnDefinition(
            name: name, type: type, isNullable: isNullable, serverDefault: serverDefault, computed: computed,
            identity: identity, comment: comment)
    }

    private func copy(
        name: String? = nil, type: SQLType? = nil, isNullable: Bool? = nil, serverDefault: ServerDefault?? = nil,
        identity: IdentityColumn?? = nil, comment: String?? = nil
    ) -> ColumnDefinition {
        ColumnDefinition(
            name: name ?? self.name, type: type ?? self.type, isNullable: isNullable ?? self.isNullable,
            isPrimaryKey: isPrimaryKey, isUnique: isUnique, isIndexed: isIndexed, clientDefault: clientDefault,
            serverDefault: serverDefault ?? self.serverDefault, onUpdate: onUpdate, computed: computed,
            identity: identity ?? self.identity, references: references, comment: comment ?? self.comment)
    }
}
