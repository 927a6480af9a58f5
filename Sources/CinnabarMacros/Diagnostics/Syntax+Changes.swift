import SwiftSyntax
import SwiftSyntaxBuilder

// The changes that fix-its offer.

extension TypeSyntaxProtocol {
    /// The same type as an Optional.
    var madeOptional: TypeSyntax {
        TypeSyntax(OptionalTypeSyntax(wrappedType: TypeSyntax(self).with(\.trailingTrivia, [])))
            .with(\.trailingTrivia, trailingTrivia)
    }
}

extension PatternBindingSyntax {
    func with(type: TypeSyntax) -> PatternBindingSyntax {
        var copy = self
        copy.pattern.trailingTrivia = []
        copy.typeAnnotation = TypeAnnotationSyntax(
            colon: .colonToken(trailingTrivia: .space), type: type,
            trailingTrivia: initializer == nil && accessorBlock == nil ? [] : .space)
        return copy
    }

    var withoutInitializer: PatternBindingSyntax {
        var copy = self
        copy.initializer = nil
        copy.typeAnnotation?.type.trailingTrivia = accessorBlock == nil ? [] : .space
        return copy
    }
}

extension VariableDeclSyntax {
    /// One declaration per name: the type of `var a, b: Int` is everybody's.
    var split: [VariableDeclSyntax] {
        var type: TypeAnnotationSyntax?
        var result: [VariableDeclSyntax] = []
        for binding in bindings.reversed() {
            var binding = binding.with(\.trailingComma, nil).trimmed
            type = binding.typeAnnotation ?? type
            if binding.typeAnnotation == nil, let type { binding = binding.with(type: type.type.trimmed) }
            var copy = self
            copy.bindings = [binding]
            result.insert(copy, at: 0)
        }
        return result
    }

    func without(_ attribute: AttributeSyntax) -> VariableDeclSyntax {
        var copy = self
        let leading = leadingTrivia
        copy.attributes = attributes.filter { $0.as(AttributeSyntax.self)?.id != attribute.id }
        copy.leadingTrivia = leading
        return copy
    }

    func adding(_ attribute: String) -> VariableDeclSyntax {
        var copy = self
        let leading = leadingTrivia
        copy.leadingTrivia = []
        let added = AttributeSyntax(stringLiteral: "@\(attribute)").with(\.trailingTrivia, .space)
        copy.attributes = [.attribute(added)] + copy.attributes
        copy.leadingTrivia = leading
        return copy
    }
}

extension InitializerDeclSyntax {
    var madeConvenience: InitializerDeclSyntax {
        var copy = self
        let modifier = DeclModifierSyntax(
            name: .keyword(.convenience, leadingTrivia: initKeyword.leadingTrivia, trailingTrivia: .space))
        copy.initKeyword.leadingTrivia = []
        copy.modifiers.append(modifier)
        return copy
    }
}

extension ClassDeclSyntax {
    var madeFinal: ClassDeclSyntax {
        var copy = self
        let modifier = DeclModifierSyntax(
            name: .keyword(.final, leadingTrivia: classKeyword.leadingTrivia, trailingTrivia: .space))
        copy.classKeyword.leadingTrivia = []
        copy.modifiers.append(modifier)
        return copy
    }
}
