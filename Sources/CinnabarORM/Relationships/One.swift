/// What a `One` can hold: a model, or an Optional of one.
public protocol RelationTarget: Sendable {
    associatedtype Target: Model
    /// Nil where the type has no place for nothing.
    static func _$wrap(_ object: Target?) -> Self?
    var _$object: Target? { get }
}

extension Optional: RelationTarget where Wrapped: Model {
    public static func _$wrap(_ object: Wrapped?) -> Wrapped?? { .some(object) }
    public var _$object: Wrapped? { self }
}

extension Model {
    public static func _$wrap(_ object: Self?) -> Self? { object }
    public var _$object: Self? { self }
}

/// The to-one side of a relationship, as an object has it; `One<User?>` may be empty.
///
/// ```swift
/// let author = try post.author.loaded
/// post.author.set(user)                        // user.posts follows at once
/// ```
public struct One<Value: RelationTarget>: Sendable {
    let owner: any Model
    let index: Int

    /// Made by `@Model`.
    public init(_ owner: any Model, _ index: Int) {
        self.owner = owner
        self.index = index
    }

    /// The related object.
    ///
    /// - Throws: `NotLoadedError` when it is not loaded, when it is gone, or when there is none and `Value` is not
    ///   Optional.
    public var loaded: Value {
        get throws {
            guard case .one(let reference) = owner.slot(index) else {
                throw NotLoadedError.notLoaded(definition, of: type(of: owner)._$mapper)
            }
            if let reference, reference.object == nil {
                throw NotLoadedError.released(definition, of: type(of: owner)._$mapper)
            }
            let object = reference?.object.map { unsafeDowncast($0, to: Value.Target.self) }
            guard let value = Value._$wrap(object) else {
                throw NotLoadedError.missing(definition, of: type(of: owner)._$mapper)
            }
            return value
        }
    }

    /// The related object; nil when it is not loaded, gone, or when there is none.
    public var ifLoaded: Value.Target? { (try? loaded)?._$object }

    public var isLoaded: Bool { owner.slot(index).isLoaded }

    /// Loads the related object through the object's session, once.
    ///
    /// - Throws: `NotLoadedError` with reason `.detached` when there is no session; what a query can throw.
    @discardableResult
    public func load() async throws -> Value {
        if let value = try? loaded { return value }
        try await owner.load(index)
        return try loaded
    }

    /// Sets the related object; the other side follows at once, and so does the foreign key with the next flush.
    public func set(_ value: Value) { Linking.set(value._$object, on: owner, index) }

    private var definition: RelationshipDefinition { type(of: owner)._$mapper.relationships[index] }
}
