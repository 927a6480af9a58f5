/// Writes one statement for one dialect: SQL text, binds and intent, in one walk.
///
/// The text is bytes until it is known to be new; it is also the key of the statement cache.
public struct SQLWriter: ~Copyable {
    public enum BindMode: Sendable {
        /// Placeholders; the values go to `binds`.
        case placeholders
        /// Values written into the text: for reading only.
        case inline
    }

    public let dialect: any Dialect
    let capabilities: DialectCapabilities
    private(set) var bindMode: BindMode
    let placeholders: PlaceholderStyle
    let maximumParameters: Int
    let maximumIdentifierLength: Int
    /// Of the writer alone, and freed with it: appending to it checks no references.
    private var text: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    private(set) var count = 0
    public private(set) var binds: [SQLValue] = []
    /// Which of the first 64 parameters are typed as literals.
    private(set) var literalMask: UInt64 = 0
    /// The hints of the parameters behind those.
    private(set) var furtherHints: [ParameterHint] = []
    public var intent = StatementIntent.read
    /// Set where a volatile function may leave something in the session.
    public var touchesSession = false
    /// The outermost statement is a query of ours, with or without a WITH before it.
    var isQuery = false
    /// Every function so far is known to read and to do nothing else.
    var callsOnlyReaders = true
    /// Where SQL of the user's own stands in the text.
    private(set) var rawRanges: [Range<Int>] = []
    var literalDepth = 0
    /// Set while no table is visible but the statement's own: columns are then written bare.
    var bareColumns = false
    /// Where the outermost statement begins: behind EXPLAIN, else at the start.
    var top = 0
    var isAtTop: Bool { count == top }
    /// The CTEs that a WITH around this place has.
    var commonTables: [CommonTable] = []
    /// What the tables in sight are; nil when the statement is known to be sound.
    var scopes: ScopeStack?

    /// - Parameter checks: whether columns of tables that are not in sight are errors: wanted once per text.
    public init(dialect: any Dialect, binds bindMode: BindMode = .placeholders, checks: Bool = false) {
        self.dialect = dialect
        self.capabilities = dialect.capabilities
        self.bindMode = bindMode
        placeholders = dialect.placeholders
        maximumParameters = dialect.maximumParameters
        maximumIdentifierLength = dialect.maximumIdentifierLength ?? .max
        capacity = 512
        text = .allocate(capacity: capacity)
        scopes = checks ? ScopeStack() : nil
    }

    deinit { text.deallocate() }

    public var sql: String { String(decoding: bytes, as: UTF8.self) }

    /// The text so far; valid until the next change.
    var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: text, count: count) }

    // Text

    @inline(__always)
    public mutating func append(_ text: StaticString) {
        append(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    @_disfavoredOverload
    public mutating func append(_ text: String) {
        var text = text
        text.withUTF8 { append($0) }
    }

    @inline(__always)
    mutating func append(_ source: UnsafeBufferPointer<UInt8>) {
        guard let start = source.baseAddress else { return }
        if capacity &- count < source.count { grow(by: source.count) }
        (text + count).update(from: start, count: source.count)
        count &+= source.count
    }

    @inline(__always)
    private mutating func append(byte: UInt8) {
        if capacity == count { grow(by: 1) }
        text[count] = byte
        count &+= 1
    }

    @inline(never)
    private mutating func grow(by more: Int) {
        let larger = max(capacity * 2, count + more)
        let new = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
        new.update(from: text, count: count)
        text.deallocate()
        text = new
        capacity = larger
    }

    public mutating func append(number: Int) {
        if number >= 0, number < 10 { return append(byte: UInt8(truncatingIfNeeded: 0x30 + number)) }
        append(String(number))
    }

    /// A quoted identifier.
    public mutating func appendIdentifier(_ name: String) throws {
        var name = name
        let length = name.utf8.count
        var hasNUL = false
        append(byte: 0x22)
        name.withUTF8 { bytes in
            for byte in bytes {
                if byte == 0x22 { append(byte: 0x22) }
                if byte == 0 { hasNUL = true }
                append(byte: byte)
            }
        }
        append(byte: 0x22)
        if hasNUL || length == 0 || length > maximumIdentifierLength { try reject(identifier: name, length) }
    }

    @inline(__always)
    mutating func append(_ name: QuotedName) throws {
        guard name.isSound, name.longestPart <= maximumIdentifierLength else {
            for part in name.parts { try appendIdentifier(part) }
            return
        }
        name.bytes.withUnsafeBufferPointer { append($0) }
    }

    /// The last part alone: a column without its table.
    mutating func append(lastPartOf name: QuotedName) throws {
        guard name.isSound, name.longestPart <= maximumIdentifierLength else {
            if let last = name.parts.last { try appendIdentifier(last) }
            return
        }
        name.bytes.withUnsafeBufferPointer { append(UnsafeBufferPointer(rebasing: $0[name.lastPart...])) }
    }

    private func reject(identifier name: String, _ length: Int) throws {
        if length == 0 { throw CompileError("an identifier is empty") }
        if name.utf8.contains(0) {
            throw CompileError("the identifier \"\(name.escapingControls)\" holds a NUL character")
        }
        throw CompileError(
            "the identifier \"\(name)\" has \(length) bytes, and \(dialect.name) keeps only "
                + "\(maximumIdentifierLength)", dialect: dialect.name, alternative: "give it a shorter name")
    }

    package mutating func appendTable(_ table: TableReference) throws { try append(table.quoted) }

    // Binds

    /// A parameter; inside functions and raw SQL it is typed as a literal would be.
    public mutating func appendBind(_ value: SQLValue, _ hint: ParameterHint = .value) throws {
        if bindMode == .inline { return try append(inline: value) }
        if binds.isEmpty { binds.reserveCapacity(4) }
        let hint = literalDepth > 0 ? .literal : hint
        if binds.count >= 64 {
            furtherHints.append(hint)
        } else if hint == .literal {
            literalMask |= 1 << UInt64(binds.count)
        }
        binds.append(value)
        if binds.count > maximumParameters {
            throw CompileError(
                "the statement has more than \(maximumParameters) parameters, which is all that \(dialect.name) takes",
                dialect: dialect.name,
                alternative: "split it, or insert the rows with values() and without RETURNING, which does so by itself"
            )
        }
        switch (placeholders, value) {
        case (.question, _):
            append("?")
        case (.custom, _), (_, .enumeration), (_, .array):
            dialect.writePlaceholder(binds.count, for: value, to: &self)
        case (.numbered, _):
            append("$")
            append(number: binds.count)
        }
    }

    /// Writes with the values in the text: where a database looks for constants, such as an index's condition.
    mutating func withConstants(_ write: (inout SQLWriter) throws -> Void) throws {
        let outer = bindMode
        bindMode = .inline
        try write(&self)
        bindMode = outer
    }

    private mutating func append(inline value: SQLValue) throws {
        let literal = try dialect.literal(value)
        // Two minus signs would begin a comment.
        let isNegative = literal.utf8.first == 0x2D && bytes.last == 0x2D
        if isNegative { append("(") }
        append(literal)
        if isNegative { append(")") }
    }

    /// One per placeholder, in order.
    public var hints: [ParameterHint] {
        (0..<min(binds.count, 64)).map { literalMask >> UInt64($0) & 1 == 1 ? .literal : .value } + furtherHints
    }

    /// SQL that the user wrote.
    mutating func append(raw sql: String) {
        let start = count
        append(sql)
        rawRanges.append(start..<count)
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

    /// Whether all of the statement is known, and does nothing but read.
    var isPureRead: Bool {
        isQuery && callsOnlyReaders && intent == .read && !touchesSession && rawRanges.isEmpty
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
