import SwiftDiagnostics
import SwiftSyntax

extension ModelParser {
    /// `#Index`, `#Unique` and `#Check` among the members.
    mutating func readItems() {
        for member in declaration.memberBlock.members {
            guard let macro = member.decl.as(MacroExpansionDeclSyntax.self),
                let kind = TableItemDescription.Kind(rawValue: macro.macroName.text.lowercased())
            else { continue }
            let arguments = ArgumentGroups(macro.arguments)
            switch kind {
            case .check:
                guard let sql = arguments.text("") else { continue }
                model.items.append(
                    TableItemDescription(
                        kind: kind, columns: [],
                        arguments: [Argument(label: "", value: sql)] + arguments.arguments("name")))
            case .index, .unique:
                let columns = arguments[""].compactMap { column($0) }
                guard !columns.isEmpty else {
                    if arguments[""].isEmpty {
                        diagnostics.add(
                            "noColumns", "#\(macro.macroName.text) names its columns: \\\(model.name).name", at: macro)
                    }
                    continue
                }
                model.items.append(
                    TableItemDescription(
                        kind: kind, columns: columns,
                        arguments: arguments.arguments("name", "unique", "where", "method")))
            }
        }
    }

    private mutating func column(_ value: ExprSyntax) -> String? {
        guard let path = KeyPathDescription(value), path.root == model.name || path.root == "Self" else {
            diagnostics.add("itemPath", "name a column of this class: \\\(model.name).name", at: value)
            return nil
        }
        guard let attribute = model.attributes.first(where: { $0.identifier == path.property }) else {
            diagnostics.add("itemColumn", "\(path.property) is no column of \(model.name)", at: value)
            return nil
        }
        return attribute.column
    }
}
