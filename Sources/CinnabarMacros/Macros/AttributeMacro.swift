import SwiftSyntax
import SwiftSyntaxBuilder
import SwiftSyntaxMacros

/// `@_Attribute(position)`, written by `@Model` on every stored property.
struct AttributeMacro: AccessorMacro {
    static func expansion(
        of node: AttributeSyntax, providingAccessorsOf declaration: some DeclSyntaxProtocol,
        in context: some MacroExpansionContext
    ) throws -> [AccessorDeclSyntax] {
        guard let variable = declaration.as(VariableDeclSyntax.self), let property = PropertySyntax(variable),
            let position = ArgumentGroups(node).text("").flatMap({ Int($0) })
        else { return [] }
        return AccessorPrinter.accessors(of: property, position: position).map { "\(raw: $0)" }
    }
}
