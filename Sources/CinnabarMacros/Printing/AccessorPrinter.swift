import SwiftSyntax

/// The accessors of one property, in place of its storage.
enum AccessorPrinter {
    /// Of a property with a mistake that is told already: its accessors only have to compile.
    static let brokenPosition = -1

    static func accessors(of property: PropertySyntax, position: Int) -> [String] {
        let identifier = property.identifier.text
        guard position != brokenPosition else { return ["get { while true {} }", "set {}"] }
        switch property.wrapper {
        case ("Deferred", let argument)?:
            let type = "CinnabarORM.Deferred<\(argument.trimmedDescription)>"
            return ["get { \(type)(self, \(position), _$withState { $0.attributes.\(identifier) }) }"]
        case let (name, argument)?:
            return ["get { CinnabarORM.\(name)<\(argument.trimmedDescription)>(self, \(position)) }"]
        case nil:
            return [
                "get { _$withState { $0.attributes.\(identifier) } }",
                setter(property, position, identifier),
            ]
        }
    }

    private static func setter(_ property: PropertySyntax, _ position: Int, _ identifier: String) -> String {
        var lines: [String] = []
        let kinds = property.observers.map(\.kind)
        if kinds.contains(.didSet) { lines.append("let _$oldValue = \(identifier)") }
        if kinds.contains(.willSet) {
            lines.append("_$observe(\(position)) { _$willSet_\(property.name)(newValue) }")
        }
        lines.append("let _$mustAnnounce = _$withState { $0.write(\(position)) { $0.\(identifier) = newValue } }")
        lines.append("if _$mustAnnounce { _$announce() }")
        if kinds.contains(.didSet) {
            lines.append("_$observe(\(position)) { _$didSet_\(property.name)(_$oldValue) }")
        }
        return "set {\n\(SourceText.lines(lines, depth: 1))\n}"
    }
}
