import SwiftDiagnostics
import SwiftSyntax

/// A computed property or method with `@Hybrid`.
struct HybridDescription {
    /// With the modifiers that the twin keeps.
    var access: String
    /// `var fullName` or `func isOlder(than years: Int)`
    var head: String
    var isFunction: Bool
    var type: String
    /// One expression.
    var body: String

    init?(_ declaration: some DeclSyntaxProtocol, _ diagnostics: inout [Diagnostic]) {
        let usage = "@Hybrid needs a computed property or a method with a result"
        if let variable = declaration.as(VariableDeclSyntax.self) {
            guard let property = PropertySyntax(variable), variable.isComputed, !variable.isStatic,
                let type = property.type
            else {
                diagnostics.add("hybrid", usage, at: declaration)
                return nil
            }
            guard let body = property.getter?.singleExpression else {
                Self.diagnoseBody(property.getter.map { Syntax($0) } ?? Syntax(property.binding), &diagnostics)
                return nil
            }
            access = variable.modifiers.access
            head = "var \(property.identifier.text)"
            isFunction = false
            self.type = type.trimmedDescription
            self.body = body
        } else if let function = declaration.as(FunctionDeclSyntax.self) {
            let effects = function.signature.effectSpecifiers
            guard let type = function.signature.returnClause?.type, let block = function.body, effects == nil,
                !function.modifiers.contains(where: { ["static", "class"].contains($0.name.text) })
            else {
                diagnostics.add("hybrid", usage + ", without \"async\" and \"throws\"", at: function.name)
                return nil
            }
            guard let body = block.statements.singleExpression else {
                Self.diagnoseBody(Syntax(block), &diagnostics)
                return nil
            }
            access = function.modifiers.access
            head =
                "func \(function.name.text)\(function.genericParameterClause?.trimmedDescription ?? "")"
                + function.signature.parameterClause.trimmedDescription
            isFunction = true
            self.type = type.trimmedDescription
            self.body = body
        } else {
            diagnostics.add("hybrid", usage, at: declaration)
            return nil
        }
    }

    private static func diagnoseBody(_ node: Syntax, _ diagnostics: inout [Diagnostic]) {
        diagnostics.add(
            "hybridBody",
            "a hybrid is one expression, which SQL can compute too. For more, leave @Hybrid away and write the SQL as "
                + "a static member of the same name and type SQLExpression<…>",
            at: node)
    }
}

extension PropertySyntax {
    fileprivate var getter: CodeBlockItemListSyntax? {
        switch binding.accessorBlock?.accessors {
        case .getter(let items): items
        case .accessors(let list): list.first { $0.accessorSpecifier.text == "get" }?.body?.statements
        case nil: nil
        }
    }
}

extension CodeBlockItemListSyntax {
    fileprivate var singleExpression: String? {
        guard count == 1, let item = first?.item else { return nil }
        switch item {
        case .expr(let expression) where !expression.isStatement: return expression.trimmedDescription
        case .stmt(let statement): return statement.as(ReturnStmtSyntax.self)?.expression?.trimmedDescription
        default: return nil
        }
    }
}

extension ExprSyntax {
    /// `if` and `switch` choose by a value that SQL does not have yet.
    fileprivate var isStatement: Bool { self.is(IfExprSyntax.self) || self.is(SwitchExprSyntax.self) }
}
