public import CinnabarSQL

/// What `@Relationship` says. Made by `@Model`.
///
/// Other classes are named in closures, so that classes which refer to each other initialise in any order.
public struct RelationshipDefinition: Sendable {
    public enum Cardinality: Sendable { case one, optionalOne, many }

    public let name: String
    public let cardinality: Cardinality
    let target: @Sendable () -> any Model.Type
    let through: (@Sendable () -> any Model.Type)?
    let foreignKey: KeyPathNames?
    let otherKey: KeyPathNames?
    public let cascade: Cascade
    /// Whether the database deletes or unlinks the related rows by itself (`ON DELETE`), so that they need no loading.
    public let passiveDeletes: Bool
    let order: (@Sendable () -> [any Orderable])?

    public init(
        _ name: String, _ cardinality: Cardinality, target: @escaping @Sendable () -> any Model.Type,
        through: (@Sendable () -> any Model.Type)? = nil, foreignKey: KeyPathNames? = nil,
        otherKey: KeyPathNames? = nil, cascade: Cascade = .default, passiveDeletes: Bool = false,
        order: (@Sendable () -> [any Orderable])? = nil
    ) {
        self.name = name
        self.cardinality = cardinality
        self.target = target
        self.through = through
        self.foreignKey = foreignKey
        self.otherKey = otherKey
        self.cascade = cascade
        self.passiveDeletes = passiveDeletes
        self.order = order
    }

    /// Key paths to attributes, as names: what `\Post.authorID` says.
    public struct KeyPathNames: Sendable {
        let model: @Sendable () -> any Model.Type
        let attributes: [String]

        public init(_ model: @escaping @Sendable () -> any Model.Type, _ attributes: [String]) {
            self.model = model
            self.attributes = attributes
        }
    }
}

/// What a session does to related objects, as in SQLAlchemy's "Cascades".
public struct Cascade: OptionSet, Sendable, Hashable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Related objects come into the session with the object.
    public static let saveUpdate = Cascade(rawValue: 1)
    /// `merge` copies them too.
    public static let merge = Cascade(rawValue: 2)
    /// `refresh` and `expire` reach them.
    public static let refreshExpire = Cascade(rawValue: 4)
    /// `expunge` reaches them.
    public static let expunge = Cascade(rawValue: 8)
    /// They are deleted with the object.
    public static let delete = Cascade(rawValue: 16)
    /// One that is taken out of the relationship is deleted.
    public static let deleteOrphan = Cascade(rawValue: 32)
    /// Everything but `deleteOrphan`.
    public static let all: Cascade = [.saveUpdate, .merge, .refreshExpire, .expunge, .delete]
    public static let `default`: Cascade = [.saveUpdate, .merge]
}
