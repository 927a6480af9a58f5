public import CinnabarSQL

/// Rows that are fetched as they are read: memory stays flat however many there are.
///
/// ```swift
/// for try await (id, name) in connection.stream(select(User.id, User.name)) { … }
/// ```
/// The statement starts with the first row that is asked for. Leaving the loop early ends the statement; the
/// connection is usable afterwards. While it is read, its connection runs nothing else.
public struct RowStream<Element: Sendable>: AsyncSequence, Sendable {
    private let compile: @Sendable () throws -> (CompiledStatement, [SQLValue])
    private let decoder: RowDecoder<Element>
    private let connection: AsyncConnection
    private let ownsConnection: Bool
    private let site: CallSite
    /// Unsafe: it goes to the decoder only, which knows what it is.
    nonisolated(unsafe) private let context: AnyObject?

    init<S: Statement>(
        _ statement: S, _ connection: AsyncConnection, ownsConnection: Bool, _ site: CallSite,
        context: AnyObject? = nil
    )
    where S.Output == Element {
        let environment = connection.environment
        compile = { try environment.cache.compile(statement, for: environment.dialect) }
        decoder = statement.decoder
        self.connection = connection
        self.ownsConnection = ownsConnection
        self.site = site
        self.context = context
    }

    public func makeAsyncIterator() -> Iterator {
        Iterator(
            reader: StreamReader(compile, decoder, connection, ownsConnection: ownsConnection, site, context))
    }

    /// Inlinable, so that a row that is there already costs no call into the library.
    public struct Iterator: AsyncIteratorProtocol {
        @usableFromInline let reader: StreamReader<Element>
        @usableFromInline var rows: [Element] = []
        @usableFromInline var index = 0

        init(reader: StreamReader<Element>) { self.reader = reader }

        /// - Throws: as `AsyncConnection.execute`.
        @inlinable
        public mutating func next() async throws -> Element? {
            if index == rows.count {
                rows = []
                rows = try await reader.nextChunk()
                index = 0
                if rows.isEmpty { return nil }
            }
            defer { index += 1 }
            return rows[index]
        }
    }
}

extension AsyncConnection {
    /// The rows of a statement, one after another, fetched in chunks of 1,024 rows at the most.
    public func stream<S: Statement>(_ statement: S, fileID: StaticString = #fileID, line: UInt = #line)
        -> RowStream<S.Output>
    {
        stream(statement, context: nil, fileID: fileID, line: line)
    }

    /// - Parameter context: what the decoder of the rows finds in its cursor.
    package func stream<S: Statement>(
        _ statement: S, context: AnyObject?, fileID: StaticString = #fileID, line: UInt = #line
    ) -> RowStream<S.Output> {
        RowStream(
            statement, self, ownsConnection: false, CallSite(fileID: fileID, line: line), context: context)
    }
}
