import CinnabarSQL

/// One relationship of a class, with its keys found.
package final class Relationship: Sendable {
    package enum Kind: Sendable {
        /// The owner has the foreign key.
        case manyToOne
        /// The target has it.
        case oneToMany
        /// A link table has one to each.
        case manyToMany(LinkTable)
    }

    package let definition: RelationshipDefinition
    package let index: Int
    package let owner: Mapper
    package let target: Mapper
    package let kind: Kind
    /// Attributes of the owner and of the target that are equal in related rows; with a link table, those that the
    /// link's columns refer to.
    package let ownerColumns: [Int]
    package let targetColumns: [Int]
    /// The position among the target's relationships of the other side of the same key.
    package let inverse: Int?

    init(
        _ definition: RelationshipDefinition, index: Int, owner: Mapper, target: Mapper, kind: Kind,
        ownerColumns: [Int], targetColumns: [Int], inverse: Int?
    ) {
        self.definition = definition
        self.index = index
        self.owner = owner
        self.target = target
        self.kind = kind
        self.ownerColumns = ownerColumns
        self.targetColumns = targetColumns
        self.inverse = inverse
    }

    package var name: String { definition.name }
    /// `User.posts`
    package var title: String { "\(owner.name).\(name)" }
    package var isToMany: Bool { definition.cardinality == .many }
    package var cascade: Cascade { definition.cascade }

    package struct LinkTable: Sendable {
        package let mapper: Mapper
        /// Attributes of the link: those that refer to the owner, and those that refer to the target.
        package let ownerColumns: [Int]
        package let targetColumns: [Int]
        /// Whether rows of the link table are told to the owner's side of the two relationships.
        package let isCanonical: Bool
    }
}
