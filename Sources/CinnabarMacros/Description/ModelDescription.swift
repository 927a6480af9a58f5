/// What a class with `@Model` says, read once from its syntax. Every expansion is printed from it.
struct ModelDescription {
    var name: String
    /// What generated members begin with: `public `, `package ` or nothing.
    var access: String
    /// Expressions, as written.
    var table: String
    var schema: String?
    var comment: String?
    var attributes: [AttributeDescription] = []
    var relationships: [RelationshipDescription] = []
    /// Attributes and relationships in the order of declaration.
    var members: [Member] = []
    var items: [TableItemDescription] = []

    enum Member {
        case attribute(Int)
        case relationship(Int)
    }

    var keys: [AttributeDescription] { attributes.filter(\.isPrimaryKey) }
    /// What `select(Model.self)` reads, in its order.
    var loaded: [AttributeDescription] { attributes.filter { !$0.isDeferred } }

    /// The key's type, as the class's members name it.
    var keyType: String {
        switch keys.count {
        case 0: "Never"
        case 1: keys[0].unwrapped
        default: "\(name).PrimaryKey"
        }
    }
}
