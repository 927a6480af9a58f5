/// The to-many side of a relationship, as an object has it.
///
/// Reading never touches the database: `loaded` throws where nothing was loaded, and `load()` says `await`.
///
/// ```swift
/// let posts = try user.posts.loaded
/// user.posts.append(Post(title: "Second"))     // post.author follows at once
/// ```
public struct Many<Target: Model>: Sendable {
    let owner: any Model
    let index: Int

    /// Made by `@Model`.
    public init(_ owner: any Model, _ index: Int) {
        self.owner = owner
        self.index = index
    }

    /// The related objects.
    ///
    /// - Throws: `NotLoadedError` when they are not loaded, or when one of them is gone.
    public var loaded: [Target] {
        get throws {
            guard case .many(let references) = owner.slot(index) else {
                throw NotLoadedError.notLoaded(definition, of: type(of: owner)._$mapper)
            }
            var objects: [Target] = []
            objects.reserveCapacity(references.count)
            for reference in references {
                guard let object = reference.object else {
                    throw NotLoadedError.released(definition, of: type(of: owner)._$mapper)
                }
                objects.append(unsafeDowncast(object, to: Target.self))
            }
            return objects
        }
    }

    /// The related objects; nil when they are not loaded or one of them is gone.
    public var ifLoaded: [Target]? { try? loaded }

    public var isLoaded: Bool { owner.slot(index).isLoaded }

    /// Loads the related objects through the object's session, once; loaded ones are returned as they are.
    ///
    /// - Throws: `NotLoadedError` with reason `.detached` when there is no session; what a query can throw.
    @discardableResult
    public func load() async throws -> [Target] {
        if let objects = ifLoaded { return objects }
        try await owner.load(index)
        return try loaded
    }

    /// Adds an object, loaded or not; the other side follows at once.
    public func append(_ object: Target) { Linking.add(object, to: owner, index) }

    public func append(contentsOf objects: some Sequence<Target>) { for object in objects { append(object) } }

    /// Takes an object out, loaded or not; the other side follows at once.
    public func remove(_ object: Target) { Linking.remove(object, from: owner, index) }

    /// Makes these the related objects. What is not loaded must be loaded first, so that what leaves is known.
    ///
    /// - Throws: `NotLoadedError` when the relationship of a stored object is not loaded.
    public func set(_ objects: [Target]) throws {
        let known = Set(objects.map(ObjectIdentifier.init))
        for old in try loaded where !known.contains(ObjectIdentifier(old)) { remove(old) }
        append(contentsOf: objects)
    }

    private var definition: RelationshipDefinition { type(of: owner)._$mapper.relationships[index] }
}
