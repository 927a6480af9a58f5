import SwiftSyntax

/// The accessors of one property, in place of its storage.
enum AccessorPrinter {
    static func accessors(of property: PropertySyntax, position: Int) -> [String] {
        let identifier = property.identifier.text
        switch property.wrapper {
        case ("Deferred", let argument)?:
            let type = "CinnabarORM.Deferred<\(argument.trimmedDescription)>"
            return ["get { \(type)(self, \(position), _$storage.read { $0.\(identifier) }) }"]
        case let (name, argument)?:
            return ["get { CinnabarORM.\(name)<\(argument.trimmedDescription)>(self, \(position)) }"]
        case nil:
            return [
                "get { _$storage.read { $0.\(identifier) } }",
                setter(property, position, identifier),
            ]
        }
    }

    private static func setter(_ property: PropertySyntax, _ position: Int, _ identifier: String) -> String {
        let write = "if _$storage.write(\(position), { $0.\(identifier) = newValue }) { _$announce() }"
        let observers = property.observers
        guard !observers.isEmpty else { return "set { \(write) }" }
        var lines: [String] = []
        let kinds = observers.map(\.kind)
        if kinds.contains(.didSet) { lines.append("let _$oldValue = \(identifier)") }
        if kinds.contains(.willSet) {
            lines.append("_$observe(\(position)) { _$willSet_\(property.name)(newValue) }")
        }
        lines.append(write)
        if kinds.contains(.didSet) {
            lines.append("_$observe(\(position)) { _$didSet_\(property.name)(_$oldValue) }")
        }
        return "set {\n\(SourceText.lines(lines, depth: 1))\n}"
    }
}
