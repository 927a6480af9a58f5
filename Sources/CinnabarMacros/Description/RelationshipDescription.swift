/// A property of type `Many` or `One`.
struct RelationshipDescription {
    enum Cardinality: String { case many, one, optionalOne }

    var position: Int
    /// As written, with backticks where the name needs them.
    var identifier: String
    var name: String
    var access: String
    var cardinality: Cardinality
    var target: String
    var through: String?
    var foreignKey: [KeyPathDescription] = []
    var otherKey: [KeyPathDescription] = []
    /// `cascade` and `passiveDeletes`, as written.
    var arguments: [Argument] = []
    var order: [OrderDescription] = []

    struct OrderDescription {
        var path: KeyPathDescription
        /// `ascending` or `descending`
        var direction: String
    }
}

/// An index or constraint of several columns, or a check.
struct TableItemDescription {
    enum Kind: String { case index, unique, check }

    var kind: Kind
    /// Names of columns; empty for a check.
    var columns: [String]
    /// As written.
    var arguments: [Argument]
}
