public import CinnabarSQL

/// An attribute that selects leave out until it is asked for: a long text, a picture.
///
/// Because it may not be there, its type says so, and reading it never touches the database.
///
/// ```swift
/// @Model("posts") final class Post {
///     @PrimaryKey var id: Int?
///     var body: Deferred<String>
/// }
/// let text = try await post.body.load()
/// select(Post.self).options(.undefer(Post.body))
/// ```
public struct Deferred<Value: ColumnValue>: Sendable {
    private let owner: any Model
    private let column: Int
    private let slot: DeferredSlot<Value>

    /// Made by `@Model`.
    public init(_ owner: any Model, _ column: Int, _ slot: DeferredSlot<Value>) {
        self.owner = owner
        self.column = column
        self.slot = slot
    }

    /// The value.
    ///
    /// - Throws: `NotLoadedError` when it was not loaded.
    public var loaded: Value {
        get throws {
            guard case .loaded(let value) = slot else {
                let mapper = type(of: owner)._$mapper
                let path = "\(mapper.name).\(mapper.attributes[column].name)"
                throw NotLoadedError(
                    .notLoaded, path,
                    "\(path) is deferred and not loaded: add .undefer(\(path)) or await "
                        + "\(mapper.name.lowercasedFirst).\(mapper.attributes[column].name).load()")
            }
            return value
        }
    }

    /// The value; nil when it was not loaded.
    public var ifLoaded: Value? { try? loaded }

    /// Loads the value through the object's session, once.
    ///
    /// - Throws: `NotLoadedError` with reason `.detached` when there is no session; what a query can throw.
    @discardableResult
    public func load() async throws -> Value {
        if let value = ifLoaded { return value }
        return try await owner.loadDeferred(column).decode(as: Value.self)
    }

    /// Sets the value; it is stored with the next flush.
    public func set(_ value: Value) { owner.setDeferred(column, to: value.sqlValue) }
}

/// Where a deferred attribute's value is kept. Made by `@Model`.
public enum DeferredSlot<Value: ColumnValue>: Sendable {
    case unloaded
    case loaded(Value)

    /// What is sent to the database; NULL while it is not loaded, which no flush sends.
    public var sqlValue: SQLValue {
        switch self {
        case .unloaded: .null
        case .loaded(let value): value.sqlValue
        }
    }

    public mutating func set(_ value: SQLValue) throws { self = .loaded(try value.decode(as: Value.self)) }
}

extension Model {
    func setDeferred(_ column: Int, to value: SQLValue) {
        let mustAnnounce = _$withState { state in
            let mustAnnounce = state.willChange(column)
            // The value is of the attribute's own type, so it cannot fail.
            try? state.attributes.set(column, to: value)
            return mustAnnounce
        }
        if mustAnnounce { _$announce() }
    }

    func loadDeferred(_ column: Int) async throws -> SQLValue {
        let path = "\(Self._$mapper.name).\(Self._$mapper.attributes[column].name)"
        guard let session = withCore({ $0.link })?.session else { throw NotLoadedError.detached(path) }
        return try await session.load(self, column: column)
    }
}
