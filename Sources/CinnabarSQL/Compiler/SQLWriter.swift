/// Writes one statement for one dialect: SQL text, binds and intent, in one walk.
///
/// The text is bytes until it is known to be new; it is also the key of the statement cache.
public struct SQLWriter {
    public enum BindMode: Sendable {
        /// Placeholders; the values go to `binds`.
        case placeholders
        /// Values written into the text: for reading only.
        case inline
    }

    public let dialect: any Dialect
    let capabilities: DialectCapabilities
    let bindMode: BindMode
    public private(set) var bytes: [UInt8] = []
    public private(set) var binds: [SQLValue] = []
    public private(set) var hints: [ParameterHint] = []
    public var intent = StatementIntent.read
    /// Set where raw SQL or a volatile function may leave something in the session.
    public var touchesSession = false
    var literalDepth = 0
    /// Set while no table is visible but the statement's own: columns are then written bare.
    var bareColumns = false

    public init(dialect: any Dialect, binds bindMode: BindMode = .placeholders) {
        self.dialect = dialect
        self.capabilities = dialect.capabilities
        self.bindMode = bindMode
        bytes.reserveCapacity(256)
    }

    public var sql: String { String(decoding: bytes, as: UTF8.self) }

    // Text

    @inline(__always)
    public mutating func append(_ text: StaticString) {
        bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    @_disfavoredOverload
    public mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

    /// A quoted identifier.
    public mutating func appendIdentifier(_ name: String) throws {
        var needsCare = false
        var count = 0
        bytes.append(0x22)
        for byte in name.utf8 {
            if byte == 0x22 { bytes.append(0x22) }
            if byte == 0 { needsCare = true }
            bytes.append(byte)
            count += 1
        }
        bytes.append(0x22)
        if needsCare || count == 0 || count > dialect.maximumIdentifierLength ?? .max {
            try rejectIdentifier(name, count)
        }
    }

    private func rejectIdentifier(_ name: String, _ count: Int) throws {
        if count == 0 { throw CompileError("an identifier is empty") }
        if name.utf8.contains(0) {
            throw CompileError("the identifier \"\(name.escapingControls)\" holds a NUL character")
        }
        if let limit = dialect.maximumIdentifierLength, count > limit {
            throw CompileError(
                "the identifier \"\(name)\" has \(count) bytes, and \(dialect.name) keeps only \(limit)",
                dialect: dialect.name, alternative: "give it a shorter name")
        }
    }

    mutating func appendTable(_ table: TableReference) throws {
        if let schema = table.schema {
            try appendIdentifier(schema)
            append(".")
        }
        try appendIdentifier(table.name)
    }

    // Binds

    /// A parameter; inside functions and raw SQL it is typed as a literal would be.
    public mutating func appendBind(_ value: SQLValue, _ hint: ParameterHint = .value) throws {
        if bindMode == .inline {
            append(try dialect.literal(value))
            return
        }
        binds.append(value)
        hints.append(literalDepth > 0 ? .literal : hint)
        if binds.count > dialect.maximumParameters {
            throw CompileError(
                "the statement has more than \(dialect.maximumParameters) parameters, which is all that "
                    + "\(dialect.name) takes", dialect: dialect.name,
                alternative: "split it, or insert the rows with values(), which does so by itself")
        }
        dialect.writePlaceholder(binds.count, for: value, to: &self)
    }

    // Intent

    public mutating func raise(_ other: StatementIntent) {
        switch (intent, other) {
        case (.read, _): intent = other
        case (_, .schema): intent = .schema
        case (.unknown, .write): intent = .write
        default: break
        }
    }

    func require(_ capability: DialectCapabilities, _ feature: String, instead alternative: String) throws {
        guard capabilities.contains(capability) else {
            throw CompileError.unsupported(feature, by: dialect.name, instead: alternative)
        }
    }

    mutating func list<Element>(_ elements: [Element], _ write: (Element, inout SQLWriter) throws -> Void) throws {
        var isFirst = true
        for element in elements {
            if !isFirst { append(", ") }
            isFirst = false
            try write(element, &self)
        }
    }

    mutating func parenthesized(_ write: (inout SQLWriter) throws -> Void) throws {
        append("(")
        try write(&self)
        append(")")
    }
}
