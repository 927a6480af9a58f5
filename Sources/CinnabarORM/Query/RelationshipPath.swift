import CinnabarSQL

/// A relationship of a class, as queries name it: `User.posts`, `Post.author`.
public protocol RelationshipPath: Sendable {
    associatedtype Owner: Model
    associatedtype Target: Model
    /// Its position among the class's relationships.
    var index: Int { get }
}

/// A to-many relationship of a class: `User.posts`.
public struct ManyRelationship<Owner: Model, Target: Model>: RelationshipPath {
    public let index: Int

    public init(_ index: Int) { self.index = index }
}

/// A to-one relationship of a class: `Post.author`; `Value` is Optional where the row may have none.
public struct OneRelationship<Owner: Model, Value: RelationTarget>: RelationshipPath {
    public typealias Target = Value.Target

    public let index: Int

    public init(_ index: Int) { self.index = index }
}

extension RelationshipPath {
    package func resolved() throws(MappingError) -> Relationship { try Owner._$mapper.resolved()[index] }
}
