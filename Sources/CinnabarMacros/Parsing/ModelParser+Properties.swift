import SwiftDiagnostics
import SwiftSyntax
import SwiftSyntaxBuilder

extension ModelParser {
    mutating func read(_ variable: VariableDeclSyntax) {
        guard !variable.isStatic else { return }
        if variable.isComputed {
            readComputed(variable)
        } else if variable.bindingSpecifier.text == "let" {
            readConstant(variable)
        } else if let property = readName(variable), checkModifiers(property) {
            read(property)
        }
    }

    private mutating func readComputed(_ variable: VariableDeclSyntax) {
        for attribute in variable.markers {
            diagnostics.add(
                "computed", "@\(attribute.name) needs a stored property: nothing of a computed one is in the table",
                at: attribute,
                fix: .replace("remove @\(attribute.name)", variable, with: variable.without(attribute)))
        }
    }

    /// A constant with a value is the class's own affair.
    private mutating func readConstant(_ variable: VariableDeclSyntax) {
        guard variable.bindings.contains(where: { $0.initializer == nil }) || !variable.markers.isEmpty else { return }
        let keyword = variable.bindingSpecifier
        diagnostics.add(
            "constant", "a column is a \"var\": the session fills it in after the object is made", at: keyword,
            fix: .replace("write \"var\"", keyword, with: keyword.with(\.tokenKind, .keyword(.var))))
    }

    private mutating func readName(_ variable: VariableDeclSyntax) -> PropertySyntax? {
        if let property = PropertySyntax(variable) { return property }
        let areNames = variable.bindings.allSatisfy { $0.pattern.is(IdentifierPatternSyntax.self) }
        guard areNames, variable.bindings.count > 1 else {
            diagnostics.add("pattern", "a column has a name of its own: declare each by itself", at: variable.bindings)
            return nil
        }
        // Text of one node, because a fix-it changes one node for one other.
        let indent = variable.leadingTrivia.indentation
        let text = variable.split.map(\.trimmedDescription).joined(separator: "\n" + indent)
        let split = DeclSyntax(stringLiteral: text).with(\.leadingTrivia, variable.leadingTrivia)
        diagnostics.add(
            "severalNames", "declare each column by itself", at: variable.bindings,
            fix: .replace("declare them one by one", variable, with: split))
        return nil
    }

    private mutating func checkModifiers(_ property: PropertySyntax) -> Bool {
        for modifier in property.declaration.modifiers {
            switch modifier.name.text {
            case "lazy":
                diagnostics.add(
                    "lazy", "a column cannot be lazy: use a computed property, or Deferred<…> for what is loaded later",
                    at: modifier)
                return false
            case "weak", "unowned":
                diagnostics.add(
                    "weak",
                    "a column cannot be \(modifier.name.text): relationships (Many<…>, One<…>) keep no rings alive",
                    at: modifier)
                return false
            default: continue
            }
        }
        for element in property.declaration.attributes {
            guard let attribute = element.as(AttributeSyntax.self), attribute.name.first?.isUppercase == true,
                !VariableDeclSyntax.markerNames.contains(attribute.name), attribute.name != "MainActor"
            else { continue }
            diagnostics.add(
                "wrapper",
                "@\(attribute.name) cannot stand on a column: a property wrapper's storage would not be the model's. "
                    + "Wrap it in a computed property",
                at: attribute)
        }
        return true
    }

    private mutating func read(_ property: PropertySyntax) {
        properties[property.name] = property
        guard let type = property.type else {
            readUntyped(property)
            return
        }
        if let marker = property.marker("Relationship"), !property.isRelationship {
            diagnoseNoRelationship(property, marker)
            broken.insert(property.identifier.text)
            return
        }
        switch property.wrapper {
        case let (name, argument)? where name != "Deferred": readRelationship(property, name, argument)
        case let (_, argument)?: readAttribute(property, Syntax(argument), isDeferred: true)
        case nil: readAttribute(property, Syntax(type), isDeferred: false)
        }
    }

    /// The macro sees no types, so it has to be told them.
    private mutating func readUntyped(_ property: PropertySyntax) {
        let message = "\(property.name) needs a type: a macro cannot infer it"
        guard let type = property.binding.initializer?.value.literalType else {
            diagnostics.add("untyped", message, at: property.binding)
            return
        }
        let typed = property.binding.with(type: TypeSyntax(stringLiteral: type))
        diagnostics.add(
            "untyped", message, at: property.binding, fix: .replace("add \": \(type)\"", property.binding, with: typed))
        readAttribute(property, Syntax(TypeSyntax(stringLiteral: type)), isDeferred: false)
    }
}

extension VariableDeclSyntax {
    static let markerNames: Set<String> = ["PrimaryKey", "Column", "ForeignKey", "Relationship", "_Attribute"]

    var markers: [AttributeSyntax] {
        attributes.compactMap { $0.as(AttributeSyntax.self) }.filter { Self.markerNames.contains($0.name) }
    }
}

extension ExprSyntax {
    /// The type that Swift gives to a literal.
    fileprivate var literalType: String? {
        switch kind {
        case .booleanLiteralExpr: "Bool"
        case .integerLiteralExpr: "Int"
        case .floatLiteralExpr: "Double"
        case .stringLiteralExpr: "String"
        case .prefixOperatorExpr: self.as(PrefixOperatorExprSyntax.self)?.expression.literalType
        default: nil
        }
    }
}

extension Trivia {
    /// The blanks behind the last line break.
    var indentation: String {
        String(description.split(separator: "\n", omittingEmptySubsequences: false).last ?? "")
    }
}
