import SwiftDiagnostics
import SwiftSyntax
import SwiftSyntaxBuilder

extension ModelParser {
    private static let integers: Set<String> = [
        "Int", "Int8", "Int16", "Int32", "Int64", "UInt", "UInt8", "UInt16", "UInt32", "UInt64",
    ]
    /// What the macro and `Model` have under these names.
    private static let taken: Set<String> = [
        "alias", "entity", "hashValue", "materialize", "primaryKey", "reference", "relatedTables", "row", "rows",
        "selection", "table", "tableName", "tableSchema",
    ]

    /// What can be told of one column.
    mutating func checkAttribute(_ property: PropertySyntax, _ type: Syntax, _ attribute: AttributeDescription) {
        if Self.taken.contains(attribute.name) {
            diagnostics.add(
                "takenName",
                "\"\(attribute.name)\" is a name that every model has already: choose another for the property and "
                    + "keep the column's with @Column(name: \"\(attribute.column)\")",
                at: property.identifier)
        }
        if attribute.isDeferred, attribute.isPrimaryKey || attribute.isVersion {
            diagnostics.add(
                "deferredKey", "a \(attribute.isVersion ? "version" : "primary key") cannot be deferred",
                at: property.binding)
        }
        if attribute.isDeferred, let block = property.binding.accessorBlock {
            diagnostics.add("deferredObserver", "a deferred column has no observers: it is changed by set", at: block)
        }
        if attribute.isVersion, !Self.integers.contains(attribute.type) {
            diagnostics.add(
                "version", "a version is an integer, and never nil: @Column(.version) var version: Int = 1", at: type)
        }
        if property.binding.initializer != nil,
            let value = ArgumentGroups(property.marker("Column"))["default"].first
        {
            diagnostics.add("twoDefaults", "the property has an initial value already", at: value)
        }
        if !attribute.isOptional, attribute.isMadeByDatabase, attribute.initial == nil, !attribute.isPrimaryKey {
            diagnostics.add(
                "madeByDatabase",
                "the database makes \(attribute.name), so it has no value before the flush: make it Optional",
                at: type, fix: optional(property))
        }
    }

    private func optional(_ property: PropertySyntax) -> FixIt? {
        guard let type = property.type else { return nil }
        guard let argument = property.wrapper?.argument else {
            return .replace("add \"?\"", type, with: type.madeOptional)
        }
        let text = type.trimmedDescription.replacingLast(
            argument.trimmedDescription, with: argument.trimmedDescription + "?")
        let replacement = TypeSyntax(stringLiteral: text).with(\.trailingTrivia, type.trailingTrivia)
        return .replace("add \"?\"", type, with: replacement)
    }

    /// What takes the whole class.
    mutating func check() {
        checkKeys()
        var seen: [String: String] = [:]
        for attribute in model.attributes {
            guard let other = seen.updateValue(attribute.name, forKey: attribute.column),
                let property = properties[attribute.name]
            else { continue }
            diagnostics.add(
                "duplicateColumn",
                "\(attribute.name) and \(other) have the same column \"\(attribute.column)\": name one with "
                    + "@Column(name:)",
                at: property.identifier)
        }
        let versions = model.attributes.filter(\.isVersion)
        for attribute in versions.dropFirst() {
            guard let property = properties[attribute.name] else { continue }
            diagnostics.add("twoVersions", "a model has one version column", at: property.identifier)
        }
    }

    private mutating func checkKeys() {
        guard let key = model.keys.first else {
            diagnoseNoKey()
            return
        }
        guard model.keys.count == 1, let property = properties[key.name], let type = property.type,
            key.foreignKey == nil, key.initial == nil, !key.isMadeByDatabase
        else { return }
        if !key.isOptional, Self.integers.contains(key.type) {
            diagnostics.add(
                "generatedKey", "the database makes this key, so it has no value before the flush: make it Optional",
                at: type, fix: .replace("add \"?\"", type, with: type.madeOptional))
        } else if key.isOptional, ["UUID", "String"].contains(key.unwrapped) {
            let message = "no database makes a \(key.unwrapped) by itself: "
            guard key.unwrapped == "UUID" else {
                diagnostics.add(
                    "unmadeKey", message + "make it non-Optional, or say how with serverDefault:", at: type,
                    fix: .replace("write \(key.unwrapped)", type, with: TypeSyntax(stringLiteral: key.unwrapped)))
                return
            }
            let value = PatternBindingSyntax(
                pattern: property.binding.pattern,
                typeAnnotation: TypeAnnotationSyntax(
                    colon: .colonToken(trailingTrivia: .space), type: TypeSyntax(stringLiteral: "UUID")),
                initializer: InitializerClauseSyntax(
                    equal: .equalToken(leadingTrivia: .space, trailingTrivia: .space), value: ExprSyntax("UUID()")))
            diagnostics.add(
                "unmadeKey", message + "make one with each object, or say how with serverDefault:", at: type,
                fix: .replace("write UUID = UUID()", property.binding, with: value))
        }
    }

    private mutating func diagnoseNoKey() {
        // A mark on what is no column has been told of already.
        let marks = declaration.memberBlock.members.compactMap { $0.decl.as(VariableDeclSyntax.self)?.markers }
        guard !marks.joined().contains(where: { $0.name == "PrimaryKey" }) else { return }
        let message = "\(model.name) has no primary key: mark a property with @PrimaryKey"
        guard let property = properties["id"], !property.isRelationship else {
            let brace = declaration.memberBlock.leftBrace
            let key = TokenSyntax.identifier(
                "{\n    @PrimaryKey var id: Int?", leadingTrivia: brace.leadingTrivia,
                trailingTrivia: brace.trailingTrivia)
            diagnostics.add(
                "noKey", message, at: declaration.name,
                fix: .replace("add \"@PrimaryKey var id: Int?\"", brace, with: key))
            return
        }
        diagnostics.add(
            "noKey", message, at: declaration.name,
            fix: .replace(
                "mark id with @PrimaryKey", property.declaration, with: property.declaration.adding("PrimaryKey")))
    }
}

extension String {
    fileprivate func replacingLast(_ part: String, with replacement: String) -> String {
        guard hasSuffix(part + ">") else { return self }
        return dropLast(part.count + 1) + replacement + ">"
    }
}
