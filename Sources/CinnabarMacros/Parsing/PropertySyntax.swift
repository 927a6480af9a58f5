import SwiftSyntax

/// A `var` with one name, and what its attributes and type say on the surface.
struct PropertySyntax {
    let declaration: VariableDeclSyntax
    let binding: PatternBindingSyntax
    let identifier: TokenSyntax

    /// Nil for tuples and several names.
    init?(_ declaration: VariableDeclSyntax) {
        guard declaration.bindings.count == 1, let binding = declaration.bindings.first,
            let pattern = binding.pattern.as(IdentifierPatternSyntax.self)
        else { return nil }
        self.declaration = declaration
        self.binding = binding
        identifier = pattern.identifier
    }

    var name: String { identifier.text.unescaped }
    var type: TypeSyntax? { binding.typeAnnotation?.type }

    func marker(_ name: String) -> AttributeSyntax? {
        declaration.attributes.lazy.compactMap { $0.as(AttributeSyntax.self) }.first { $0.name == name }
    }

    /// The property's own access, with a blank behind it; nothing where it is the default.
    var access: String { declaration.modifiers.access }

    /// `Many<Post>` as "Many" and `Post`.
    var wrapper: (name: String, argument: Syntax)? {
        guard let type else { return nil }
        let (name, arguments) = type.nameAndArguments
        guard let name, ["Many", "One", "Deferred"].contains(name), arguments.count == 1 else { return nil }
        return (name, arguments[0])
    }
    var isRelationship: Bool { wrapper.map { $0.name != "Deferred" } ?? false }

    var observers: [ObserverDescription] {
        guard case .accessors(let list)? = binding.accessorBlock?.accessors else { return [] }
        return list.compactMap { accessor in
            guard let kind = ObserverDescription.Kind(rawValue: accessor.accessorSpecifier.text),
                let body = accessor.body
            else { return nil }
            return ObserverDescription(
                kind: kind,
                parameter: accessor.parameters?.name.text ?? (kind == .willSet ? "newValue" : "oldValue"),
                body: body.trimmedDescription)
        }
    }
}

extension VariableDeclSyntax {
    var isStatic: Bool { modifiers.contains { ["static", "class"].contains($0.name.text) } }

    /// Whether it has a getter of its own.
    var isComputed: Bool {
        bindings.contains { binding in
            switch binding.accessorBlock?.accessors {
            case .getter: true
            case .accessors(let list):
                list.contains { ObserverDescription.Kind(rawValue: $0.accessorSpecifier.text) == nil }
            case nil: false
            }
        }
    }
}

extension AttributeSyntax {
    /// Without a module's name.
    var name: String { attributeName.nameAndArguments.name ?? attributeName.trimmedDescription }
}

extension DeclModifierListSyntax {
    /// `public `, `private ` and so on, but for what concerns the setter alone.
    var access: String {
        first {
            $0.detail == nil
                && ["public", "package", "internal", "fileprivate", "private", "open"].contains($0.name.text)
        }.map { $0.name.text + " " } ?? ""
    }
}

extension TypeSyntaxProtocol {
    /// The last part of the type's name, and its generic arguments.
    var nameAndArguments: (name: String?, arguments: [Syntax]) {
        if let type = self.as(IdentifierTypeSyntax.self) {
            return (type.name.text, type.genericArgumentClause.arguments)
        }
        if let type = self.as(MemberTypeSyntax.self) {
            return (type.name.text, type.genericArgumentClause.arguments)
        }
        return (nil, [])
    }
}

extension GenericArgumentClauseSyntax? {
    // As plain nodes: their type differs between versions of swift-syntax.
    fileprivate var arguments: [Syntax] { self?.arguments.map { Syntax($0.argument) } ?? [] }
}

extension Syntax {
    /// What is within an Optional; nil for another type.
    var wrappedType: Syntax? {
        if let type = self.as(OptionalTypeSyntax.self) { return Syntax(type.wrappedType) }
        if let type = self.as(ImplicitlyUnwrappedOptionalTypeSyntax.self) { return Syntax(type.wrappedType) }
        if let type = self.as(TypeSyntax.self) {
            let (name, arguments) = type.nameAndArguments
            if name == "Optional", arguments.count == 1 { return arguments[0] }
        }
        return nil
    }
}
