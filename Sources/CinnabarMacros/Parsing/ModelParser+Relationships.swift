import SwiftDiagnostics
import SwiftSyntax
import SwiftSyntaxBuilder

extension ModelParser {
    mutating func readRelationship(_ property: PropertySyntax, _ wrapper: String, _ argument: Syntax) {
        let optional = argument.wrappedType
        if let initializer = property.binding.initializer {
            diagnostics.add(
                "relationshipValue",
                "a relationship has no initial value: the memberwise initializer begins with "
                    + (wrapper == "Many" ? "an empty one" : "none"),
                at: initializer,
                fix: .replace("remove it", property.binding, with: property.binding.withoutInitializer))
        }
        for marker in property.declaration.markers where !["Relationship", "_Attribute"].contains(marker.name) {
            let hint = marker.name == "ForeignKey" ? ": mark the property that holds the other's key" : ""
            diagnostics.add(
                "relationshipMarker", "@\(marker.name) is for columns, and a relationship is none\(hint)", at: marker,
                fix: .replace(
                    "remove @\(marker.name)", property.declaration, with: property.declaration.without(marker)))
        }
        if let block = property.binding.accessorBlock {
            diagnostics.add(
                "relationshipObserver", "a relationship has no observers: it is changed through append, remove and set",
                at: block)
        }
        let arguments = ArgumentGroups(property.marker("Relationship"))
        var relationship = RelationshipDescription(
            position: model.relationships.count, identifier: property.identifier.text, name: property.name,
            access: memberAccess(property),
            cardinality: wrapper == "Many" ? .many : optional == nil ? .one : .optionalOne,
            target: (optional ?? argument).trimmedDescription, through: arguments.text("through"),
            arguments: arguments.arguments("cascade", "passiveDeletes"))
        relationship.foreignKey = keyPaths(arguments["foreignKey"])
        relationship.otherKey = keyPaths(arguments["otherKey"])
        relationship.order = arguments["orderBy"].compactMap { order($0) }
        if wrapper == "Many", let optional {
            diagnostics.add(
                "manyOptional", "a to-many relationship holds no nils: write Many<\(optional.trimmedDescription)>",
                at: argument)
        }
        model.members.append(.relationship(model.relationships.count))
        model.relationships.append(relationship)
    }

    private mutating func keyPaths(_ values: [ExprSyntax]) -> [KeyPathDescription] {
        values.compactMap { value in
            if let path = KeyPathDescription(value) { return path }
            diagnostics.add("keyPath", "a key path names the class and one property: \\Post.authorID", at: value)
            return nil
        }
    }

    /// `.descending(\Post.createdAt)`
    private mutating func order(_ value: ExprSyntax) -> RelationshipDescription.OrderDescription? {
        if let call = value.as(FunctionCallExprSyntax.self),
            let direction = call.calledExpression.as(MemberAccessExprSyntax.self)?.declName.baseName.text,
            let argument = call.arguments.first?.expression, let path = KeyPathDescription(argument)
        {
            return .init(path: path, direction: direction)
        }
        diagnostics.add(
            "order", "an order is written out: .ascending(\\Post.title) or .descending(\\Post.title)", at: value)
        return nil
    }

    /// `@Relationship` on a property of another type.
    mutating func diagnoseNoRelationship(_ property: PropertySyntax, _ marker: AttributeSyntax) {
        let message = "a relationship is a Many<Post>, a One<User> or a One<User?>"
        guard let type = property.type, let meant = Syntax(type).relationshipMeant else {
            diagnostics.add("noRelationship", message, at: marker)
            return
        }
        diagnostics.add(
            "noRelationship", message, at: type,
            fix: .replace("write \(meant)", type, with: TypeSyntax(stringLiteral: meant)))
    }
}

extension Syntax {
    fileprivate var relationshipMeant: String? {
        if let array = self.as(ArrayTypeSyntax.self) { return "Many<\(array.element.trimmedDescription)>" }
        guard (self.wrappedType ?? self).is(IdentifierTypeSyntax.self) else { return nil }
        return "One<\(trimmedDescription)>"
    }
}
