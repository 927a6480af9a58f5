import SwiftSyntax
import SwiftSyntaxBuilder
import SwiftSyntaxMacros

/// `@Model`: members, an accessor macro on every stored property, and the conformance.
struct ModelMacro: MemberMacro {
    /// The only one of the three that tells mistakes, so that each is told once.
    static func expansion(
        of node: AttributeSyntax, providingMembersOf declaration: some DeclGroupSyntax,
        conformingTo protocols: [TypeSyntax], in context: some MacroExpansionContext
    ) throws -> [DeclSyntax] {
        guard let parser = ModelParser(node, declaration) else {
            ModelParser.diagnoseNoClass(declaration).forEach(context.diagnose)
            return []
        }
        parser.diagnostics.forEach(context.diagnose)
        let model = parser.model
        let initializer = InitializerPrinter(model: model)
        let mapper = MapperPrinter(model: model)
        let text =
            StoragePrinter(model: model).declarations + [initializer.declaration] + initializer.observers
            + [KeyPrinter(model: model).type] + StaticsPrinter(model: model).declarations
            + [mapper.declaration] + [mapper.check].compactMap { $0 } + RowPrinter(model: model).declarations
        return text.map { "\(raw: $0)" }
    }
}

extension ModelMacro: MemberAttributeMacro {
    static func expansion(
        of node: AttributeSyntax, attachedTo declaration: some DeclGroupSyntax,
        providingAttributesFor member: some DeclSyntaxProtocol, in context: some MacroExpansionContext
    ) throws -> [AttributeSyntax] {
        guard let variable = member.as(VariableDeclSyntax.self), !variable.isStatic, !variable.isComputed,
            let property = PropertySyntax(variable), let parser = ModelParser(node, declaration)
        else { return [] }
        let identifier = property.identifier.text
        let position =
            parser.model.attributes.first { $0.identifier == identifier }?.position
            ?? parser.model.relationships.first { $0.identifier == identifier }?.position
            ?? (parser.broken.contains(identifier) ? AccessorPrinter.brokenPosition : nil)
        return position.map { ["@_Attribute(\(raw: $0))"] } ?? []
    }
}

extension ModelMacro: ExtensionMacro {
    static func expansion(
        of node: AttributeSyntax, attachedTo declaration: some DeclGroupSyntax,
        providingExtensionsOf type: some TypeSyntaxProtocol, conformingTo protocols: [TypeSyntax],
        in context: some MacroExpansionContext
    ) throws -> [ExtensionDeclSyntax] {
        guard declaration.is(ClassDeclSyntax.self), !protocols.isEmpty else { return [] }
        let names = protocols.map(\.trimmedDescription).joined(separator: ", ")
        return [try ExtensionDeclSyntax("nonisolated extension \(type.trimmed): \(raw: names) {}")]
    }
}
