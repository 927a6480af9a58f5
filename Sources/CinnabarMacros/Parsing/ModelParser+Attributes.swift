import SwiftDiagnostics
import SwiftSyntax

extension ModelParser {
    /// - Parameter type: without `Deferred`.
    mutating func readAttribute(_ property: PropertySyntax, _ type: Syntax, isDeferred: Bool) {
        let column = ArgumentGroups(property.marker("Column"))
        let wrapped = type.wrappedType
        let text = type.trimmedDescription
        var attribute = AttributeDescription(
            position: model.attributes.count, identifier: property.identifier.text, name: property.name,
            access: memberAccess(property), column: column.text("name")?.literalText ?? property.name.snakeCased,
            type: wrapped.map { $0.trimmedDescription + "?" } ?? text,
            unwrapped: wrapped?.trimmedDescription ?? text, isOptional: wrapped != nil, isNullable: wrapped != nil)
        if let value = column["name"].first, !value.isLiteralText {
            diagnostics.add("columnName", "a column's name is written out, so that it can be checked", at: value)
        }
        attribute.isDeferred = isDeferred
        attribute.isPrimaryKey = property.marker("PrimaryKey") != nil
        attribute.initial = property.binding.initializer?.value.trimmedDescription ?? column.text("default")
        let first = column.text("")
        attribute.isVersion = first?.isVersionRole ?? false
        attribute.sqlType = attribute.isVersion ? nil : first
        attribute.arguments = column.arguments(
            "unique", "index", "serverDefault", "onUpdate", "computed", "identity", "comment")
        if let place = attribute.arguments.firstIndex(where: { $0.label == "computed" }) {
            let stored = column.text("stored").map { ", stored: \($0)" } ?? ""
            attribute.arguments[place].value = ".init(\(attribute.arguments[place].value)\(stored))"
        }
        readForeignKey(property, into: &attribute)
        attribute.observers = property.observers
        readNullability(property, column, &attribute)
        checkAttribute(property, type, attribute)
        model.members.append(.attribute(model.attributes.count))
        model.attributes.append(attribute)
    }

    /// The static twin is as accessible as the property.
    func memberAccess(_ property: PropertySyntax) -> String {
        property.access == "open " ? "public " : property.access
    }

    private mutating func readForeignKey(_ property: PropertySyntax, into attribute: inout AttributeDescription) {
        guard let marker = property.marker("ForeignKey") else { return }
        let arguments = ArgumentGroups(marker)
        guard let value = arguments[""].first, let target = KeyPathDescription(value) else {
            diagnostics.add(
                "keyPath", "a foreign key names the class and the property that it refers to: \\User.id",
                at: arguments[""].first.map { Syntax($0) } ?? Syntax(marker))
            return
        }
        attribute.foreignKey = ForeignKeyDescription(
            target: target, arguments: arguments.arguments("onDelete", "onUpdate", "deferrable", "name"))
    }

    /// What the database or the flush fills in is Optional in Swift and NOT NULL in the table.
    private mutating func readNullability(
        _ property: PropertySyntax, _ column: ArgumentGroups, _ attribute: inout AttributeDescription
    ) {
        if attribute.isMadeByDatabase || attribute.isPrimaryKey { attribute.isNullable = false }
        guard let value = column["nullable"].first, let text = column.text("nullable") else { return }
        switch (text, attribute.isOptional) {
        case ("true", true) where attribute.isPrimaryKey:
            diagnostics.add("nullableKey", "a primary key is never NULL", at: value)
        case ("true", true): attribute.isNullable = true
        case ("true", false):
            diagnostics.add(
                "nullable", "a column with NULLs is Optional", at: property.type.map { Syntax($0) } ?? Syntax(value),
                fix: property.type.map { .replace("add \"?\"", $0, with: $0.madeOptional) })
        case ("false", _): attribute.isNullable = false
        default: diagnostics.add("nullable", "\"nullable\" is true or false, written out", at: value)
        }
    }

    /// A foreign key under a `One<User>` is NOT NULL, whatever it is declared as; see `ForeignKey`.
    mutating func readForeignKeyNullability() {
        for place in model.attributes.indices {
            let attribute = model.attributes[place]
            guard let key = attribute.foreignKey, attribute.isOptional, !attribute.isPrimaryKey,
                let property = properties[attribute.name],
                ArgumentGroups(property.marker("Column"))["nullable"].isEmpty
            else { continue }
            let owners = model.relationships.filter { relationship in
                guard relationship.cardinality != .many, relationship.through == nil else { return false }
                guard relationship.foreignKey.isEmpty else {
                    return relationship.foreignKey.contains {
                        $0.root == model.name && $0.property == attribute.identifier
                    }
                }
                let candidates = Set(
                    model.attributes.compactMap { other in
                        other.foreignKey?.target.root == relationship.target ? other.foreignKey?.title(other.name) : nil
                    })
                return key.target.root == relationship.target && candidates.count == 1
            }
            guard !owners.isEmpty else { continue }
            model.attributes[place].isNullable = owners.allSatisfy { $0.cardinality == .optionalOne }
        }
    }
}

extension ForeignKeyDescription {
    /// What tells one key from another: its name, or its only property.
    fileprivate func title(_ attribute: String) -> String {
        arguments.first { $0.label == "name" }?.value ?? attribute
    }
}

extension AttributeDescription {
    var isMadeByDatabase: Bool {
        arguments.contains { ["serverDefault", "computed", "identity"].contains($0.label) }
    }
}

extension ExprSyntax {
    /// Whether it is a string without interpolation.
    fileprivate var isLiteralText: Bool {
        self.as(StringLiteralExprSyntax.self)?.segments.allSatisfy { $0.is(StringSegmentSyntax.self) } ?? false
    }
}

extension String {
    /// The text of a literal without interpolation; anything else as it is.
    var literalText: String {
        count >= 2 && hasPrefix("\"") && hasSuffix("\"") ? String(dropFirst().dropLast()) : self
    }

    fileprivate var isVersionRole: Bool { self == ".version" || hasSuffix("ColumnRole.version") }
}
