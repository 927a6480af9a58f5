public import CinnabarSQL

/// How relationships are loaded with a query.
///
/// ```swift
/// select(User.self).options(.joined(User.profile), .selectIn(User.posts).then(.selectIn(Post.comments)))
/// ```
/// See SQLAlchemy's "Relationship Loading Techniques".
public struct LoaderOption<Root: Model>: SelectOption {
    package var kind: LoaderRequest
}

/// A loader that goes on from the class it leads to.
public struct RelationshipLoader<Root: Model, Target: Model>: Sendable {
    private let node: LoaderNode

    fileprivate init(_ node: LoaderNode) { self.node = node }

    /// Loads relationships of the related objects too.
    public func then(_ nested: LoaderOption<Target>...) -> LoaderOption<Root> {
        var node = node
        for option in nested { node.add(option.kind) }
        return LoaderOption(kind: .relationship(node))
    }
}

/// One relationship of a loader, without its types.
package struct LoaderNode: Sendable {
    package enum Strategy: Sendable {
        /// A second query for all owners at once.
        case selectIn
        /// A LEFT JOIN in the query itself.
        case joined
        /// The columns of a join that the query has already.
        case fromJoin
        /// A query for each owner.
        case immediate
        /// Loading on demand is an error.
        case raise
    }

    package let strategy: Strategy
    package let owner: any Model.Type
    package let index: Int
    package let filter: RelationshipFilter
    /// The name that the query's own join gives to the related table.
    package var alias: TableReference?
    package var children: [LoaderNode] = []
    package var undeferred: [Int] = []

    init(_ strategy: Strategy, _ path: some RelationshipPath, alias: TableReference? = nil) {
        self.alias = alias
        self.strategy = strategy
        owner = type(of: path).ownerType
        index = path.index
        filter = path.filter
    }

    package func relationship() throws(MappingError) -> Relationship { try owner._$mapper.resolved()[index] }

    mutating func add(_ kind: LoaderRequest) {
        switch kind {
        case .relationship(let node): children.append(node)
        case .undefer(let columns): undeferred += columns
        }
    }
}

extension RelationshipPath {
    fileprivate static var ownerType: any Model.Type { Owner.self }
}

extension LoaderOption {
    /// A second query that fetches the related rows of all objects at once: best for collections.
    public static func selectIn<Path: RelationshipPath>(_ path: Path) -> LoaderOption where Path.Owner == Root {
        LoaderOption(kind: .relationship(LoaderNode(.selectIn, path)))
    }
    @_disfavoredOverload
    public static func selectIn<Path: RelationshipPath>(_ path: Path) -> RelationshipLoader<Root, Path.Target>
    where Path.Owner == Root {
        RelationshipLoader(LoaderNode(.selectIn, path))
    }

    /// A LEFT JOIN in the query itself: best for to-one relationships. Rows that a collection repeats count once.
    ///
    /// A collection of a query with LIMIT, DISTINCT, groups or several results is fetched as `selectIn` does.
    public static func joined<Path: RelationshipPath>(_ path: Path) -> LoaderOption where Path.Owner == Root {
        LoaderOption(kind: .relationship(LoaderNode(.joined, path)))
    }
    @_disfavoredOverload
    public static func joined<Path: RelationshipPath>(_ path: Path) -> RelationshipLoader<Root, Path.Target>
    where Path.Owner == Root {
        RelationshipLoader(LoaderNode(.joined, path))
    }

    /// Fills the relationship from a join that the query has itself, with whatever rows that brings.
    ///
    /// ```swift
    /// select(User.self).join(User.posts).where(Post.published).options(.fromJoin(User.posts))
    /// ```
    /// See SQLAlchemy's `contains_eager`.
    public static func fromJoin<Path: RelationshipPath>(_ path: Path, as alias: TableAlias<Path.Target>? = nil)
        -> LoaderOption where Path.Owner == Root
    {
        LoaderOption(kind: .relationship(LoaderNode(.fromJoin, path, alias: alias?.reference)))
    }
    @_disfavoredOverload
    public static func fromJoin<Path: RelationshipPath>(_ path: Path, as alias: TableAlias<Path.Target>? = nil)
        -> RelationshipLoader<Root, Path.Target> where Path.Owner == Root
    {
        RelationshipLoader(LoaderNode(.fromJoin, path, alias: alias?.reference))
    }

    /// A query for each object, after the query.
    public static func immediate<Path: RelationshipPath>(_ path: Path) -> LoaderOption where Path.Owner == Root {
        LoaderOption(kind: .relationship(LoaderNode(.immediate, path)))
    }
    @_disfavoredOverload
    public static func immediate<Path: RelationshipPath>(_ path: Path) -> RelationshipLoader<Root, Path.Target>
    where Path.Owner == Root {
        RelationshipLoader(LoaderNode(.immediate, path))
    }

    /// Makes `load()` on this relationship an error, so that a query's budget is kept.
    public static func raise<Path: RelationshipPath>(_ path: Path) -> LoaderOption where Path.Owner == Root {
        LoaderOption(kind: .relationship(LoaderNode(.raise, path)))
    }

    /// Loads a deferred attribute with the query.
    public static func undefer<Value: ColumnValue>(_ column: Column<Root, Value>) -> LoaderOption {
        let place = Root._$mapper.attributes.firstIndex { $0.column.name == column.name }
        return LoaderOption(kind: .undefer(place.map { [$0] } ?? []))
    }

    /// Of the deferred attributes loads only these. Plain attributes are always loaded: their types promise a value.
    /// For a few columns of many rows select the columns: `select(User.id, User.name)`.
    public static func loadOnly<each Value: ColumnValue>(_ columns: repeat Column<Root, each Value>) -> LoaderOption {
        var names: [String] = []
        repeat names.append((each columns).name)
        let attributes = Root._$mapper.attributes
        return LoaderOption(
            kind: .undefer(
                attributes.indices.filter { attributes[$0].isDeferred && names.contains(attributes[$0].column.name) }))
    }
}

extension Select {
    /// Says how relationships of the selected objects are loaded.
    public consuming func options<Root: Model>(_ options: LoaderOption<Root>...) -> Select {
        var copy = self
        copy.node.options += options.map { $0 as any SelectOption }
        return copy
    }
}

/// What one option asks for, whatever class it starts from.
package enum LoaderRequest: Sendable {
    case relationship(LoaderNode)
    /// Deferred columns to load.
    case undefer([Int])
}

/// An option that a session can read without knowing its class.
protocol AnyLoaderOption {
    var root: any Model.Type { get }
    var kind: LoaderRequest { get }
}

extension LoaderOption: AnyLoaderOption {
    var root: any Model.Type { Root.self }
}
