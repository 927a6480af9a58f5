import SwiftSyntax

/// The arguments of an attribute or macro by label: what has no label belongs to the label before it.
struct ArgumentGroups {
    private var groups: [(label: String, values: [ExprSyntax])] = []

    init(_ arguments: LabeledExprListSyntax?) {
        for argument in arguments ?? [] {
            if let label = argument.label?.text {
                groups.append((label, [argument.expression]))
            } else if groups.isEmpty {
                groups.append(("", [argument.expression]))
            } else {
                groups[groups.count - 1].values.append(argument.expression)
            }
        }
    }

    init(_ attribute: AttributeSyntax?) {
        self.init(attribute?.arguments?.as(LabeledExprListSyntax.self))
    }

    /// Those of a label; "" for those at the start that have none.
    subscript(label: String) -> [ExprSyntax] { groups.first { $0.label == label }?.values ?? [] }

    /// The first value, as written; nil for none, and for a `nil`.
    func text(_ label: String) -> String? {
        guard let value = self[label].first, !value.is(NilLiteralExprSyntax.self) else { return nil }
        return value.trimmedDescription
    }

    func arguments(_ labels: String...) -> [Argument] {
        labels.compactMap { label in text(label).map { Argument(label: label, value: $0) } }
    }
}

extension KeyPathDescription {
    /// `\Post.authorID`; nil for what is no key path to one property of a named class.
    init?(_ expression: ExprSyntax) {
        guard let path = expression.as(KeyPathExprSyntax.self), let root = path.root else { return nil }
        var names: [String] = []
        for component in path.components {
            guard case .property(let property) = component.component else { return nil }
            names.append(property.declName.baseName.text)
        }
        guard let last = names.popLast() else { return nil }
        self.root = ([root.trimmedDescription] + names).joined(separator: ".")
        property = last
    }
}
