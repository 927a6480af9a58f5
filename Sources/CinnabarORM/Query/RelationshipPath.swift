public import CinnabarSQL

/// A relationship of a class, as queries name it: `User.posts`, `Post.author`.
public protocol RelationshipPath<Owner, Target>: Sendable {
    associatedtype Owner: Model
    associatedtype Target: Model
    /// Its position among the class's relationships.
    var index: Int { get }
    /// Which of the related rows are meant, and in which order; all of them by default.
    var filter: RelationshipFilter { get }
}

extension RelationshipPath {
    public var filter: RelationshipFilter { RelationshipFilter() }

    package func resolved() throws(MappingError) -> Relationship { try Owner._$mapper.resolved()[index] }
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

/// Conditions and order of related rows.
public struct RelationshipFilter: Sendable {
    package var conditions: [Node] = []
    package var order: [OrderTerm] = []

    package init() {}
    var isEmpty: Bool { conditions.isEmpty && order.isEmpty }
}

/// A relationship with a condition or an order of its own, for loaders.
///
/// ```swift
/// select(User.self).options(.selectIn(User.posts.where(Post.published).order(by: Post.id.descending)))
/// ```
/// A filtered collection is what `loaded` returns from then on; refresh the object for all of it.
public struct FilteredRelationship<Owner: Model, Target: Model>: RelationshipPath {
    public let index: Int
    public private(set) var filter: RelationshipFilter

    init(_ path: some RelationshipPath<Owner, Target>) {
        index = path.index
        filter = path.filter
    }

    fileprivate func with(_ change: (inout RelationshipFilter) -> Void) -> FilteredRelationship {
        var copy = self
        change(&copy.filter)
        return copy
    }
}

extension RelationshipPath {
    /// Only the related rows that meet the condition.
    public func `where`<Condition: SQLExpressible>(_ condition: Condition) -> FilteredRelationship<Owner, Target>
    where Condition.Value.Base == Bool {
        FilteredRelationship(self).with { $0.conditions.append(condition.node) }
    }

    /// The related rows in this order.
    public func order(by terms: any Orderable...) -> FilteredRelationship<Owner, Target> {
        FilteredRelationship(self).with { $0.order += terms.map(\.orderTerm) }
    }
}
