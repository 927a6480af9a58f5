import SwiftDiagnostics
import SwiftSyntax

/// Reads a class with `@Model`, and says what is wrong with it.
///
/// A mistake is told and then read as what was probably meant, so that one mistake makes one error.
struct ModelParser {
    var model: ModelDescription
    var diagnostics: [Diagnostic] = []
    let declaration: ClassDeclSyntax
    /// The properties by name, for diagnostics that need the whole class.
    var properties: [String: PropertySyntax] = [:]
    /// Properties that cannot be columns as they are; they get accessors that only compile, so that nothing else is
    /// said of them.
    var broken: Set<String> = []

    /// Nil where the declaration is no class.
    init?(_ node: AttributeSyntax, _ group: some DeclGroupSyntax) {
        guard let declaration = group.as(ClassDeclSyntax.self) else { return nil }
        self.declaration = declaration
        let name = declaration.name.text
        let arguments = ArgumentGroups(node)
        let access = declaration.modifiers.access
        model = ModelDescription(
            name: name, access: ["public ", "package "].contains(access) ? access : "",
            table: arguments.text("") ?? "\"\(name.unescaped.snakeCased.plural)\"", schema: arguments.text("schema"),
            comment: arguments.text("comment"))
        readClass()
        for member in declaration.memberBlock.members { read(member.decl) }
        readForeignKeyNullability()
        readItems()
        check()
    }

    /// What is said of a declaration that is no class.
    static func diagnoseNoClass(_ group: some DeclGroupSyntax) -> [Diagnostic] {
        var diagnostics: [Diagnostic] = []
        let message = "@Model needs a final class: its objects have an identity"
        if let declaration = group.as(StructDeclSyntax.self) {
            let keyword = declaration.structKeyword
            let replacement = TokenSyntax.identifier(
                "final class", leadingTrivia: keyword.leadingTrivia, trailingTrivia: keyword.trailingTrivia)
            diagnostics.add(
                "noClass", message, at: keyword,
                fix: .replace("make it a final class", keyword, with: replacement))
        } else {
            diagnostics.add("noClass", message, at: group.introducer)
        }
        return diagnostics
    }

    private mutating func readClass() {
        if !declaration.modifiers.contains(where: { $0.name.text == "final" }) {
            diagnostics.add(
                "notFinal", "a model is a final class", at: declaration.classKeyword,
                fix: .replace("add \"final\"", declaration, with: declaration.madeFinal))
        }
        for attribute in declaration.attributes.lazy.compactMap({ $0.as(AttributeSyntax.self) })
        where attribute.name == "MainActor" {
            diagnostics.add("isolated", "objects of a model belong to no actor: any task may use them", at: attribute)
        }
        if let clause = declaration.genericParameterClause {
            diagnostics.add("generic", "a generic class cannot be a model: its tables would be many", at: clause)
        }
    }

    private mutating func read(_ member: DeclSyntax) {
        if let variable = member.as(VariableDeclSyntax.self) {
            read(variable)
        } else if let initializer = member.as(InitializerDeclSyntax.self) {
            read(initializer)
        } else if let condition = member.as(IfConfigDeclSyntax.self) {
            read(condition)
        } else if let name = member.typeName, ["PrimaryKey", "Row"].contains(name.text) {
            diagnostics.add(
                "takenType", "@Model makes a type of this name already: \(model.name).\(name.text)", at: name)
        }
    }

    private mutating func read(_ initializer: InitializerDeclSyntax) {
        guard !initializer.modifiers.contains(where: { $0.name.text == "convenience" }) else { return }
        diagnostics.add(
            "designatedInit",
            "an initializer of a model is a convenience initializer: @Model makes the memberwise one, and only that "
                + "one sets up the storage",
            at: initializer.initKeyword,
            fix: .replace("add \"convenience\"", initializer, with: initializer.madeConvenience))
    }

    /// Macros see every branch of `#if`, so they cannot know which columns there are.
    private mutating func read(_ condition: IfConfigDeclSyntax) {
        for clause in condition.clauses {
            guard case .decls(let members)? = clause.elements else { continue }
            for member in members {
                guard let variable = member.decl.as(VariableDeclSyntax.self), !variable.isStatic, !variable.isComputed
                else { continue }
                diagnostics.add("conditional", "a column cannot depend on #if", at: variable)
            }
        }
    }
}

extension DeclSyntax {
    /// Of a type's declaration.
    fileprivate var typeName: TokenSyntax? {
        self.as(StructDeclSyntax.self)?.name ?? self.as(ClassDeclSyntax.self)?.name ?? self.as(EnumDeclSyntax.self)?
            .name
            ?? self.as(ActorDeclSyntax.self)?.name ?? self.as(TypeAliasDeclSyntax.self)?.name
    }
}

extension DeclGroupSyntax {
    fileprivate var introducer: TokenSyntax {
        if let declaration = self.as(ActorDeclSyntax.self) { return declaration.actorKeyword }
        if let declaration = self.as(EnumDeclSyntax.self) { return declaration.enumKeyword }
        if let declaration = self.as(ProtocolDeclSyntax.self) { return declaration.protocolKeyword }
        if let declaration = self.as(ExtensionDeclSyntax.self) { return declaration.extensionKeyword }
        return memberBlock.leftBrace
    }
}
