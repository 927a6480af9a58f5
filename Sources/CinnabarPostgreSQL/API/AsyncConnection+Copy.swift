public import CinnabarEngine
public import CinnabarSQL

extension AsyncConnection {
    /// Sends bytes to `COPY … FROM STDIN`: the fastest way to store many rows when none is to be returned.
    ///
    /// ```swift
    /// let stored = try await connection.copyIn("COPY users (id, name) FROM STDIN (FORMAT csv)", from: file.chunks)
    /// ```
    /// When the chunks throw, the server stores nothing and that error comes out; the connection goes on. An error of
    /// the server ends the copy at once; over TLS, where it cannot be seen earlier, after the last chunk.
    ///
    /// - Parameter chunks: text, CSV or binary, as the statement says; cut anywhere.
    /// - Returns: how many rows were stored.
    /// - Throws: `DatabaseError`, of kind `.misuse` when the connection is not to PostgreSQL; what `chunks` throw.
    @discardableResult
    public func copyIn<Chunks: AsyncSequence>(
        _ sql: String, from chunks: Chunks, fileID: StaticString = #fileID, line: UInt = #line
    ) async throws -> Int where Chunks.Element == [UInt8] {
        try await withDriver(fileID: fileID, line: line) { driver, deadline in
            try await driver.postgreSQL().copyIn(sql, from: chunks, deadline: deadline)
        }
    }

    /// Stores rows of values by COPY.
    ///
    /// ```swift
    /// try await connection.copyIn("users", columns: ["id", "name"], rows: people.map { [.integer($0.id), .text($0.name)] })
    /// ```
    /// - Parameters:
    ///   - table: quoted here; with `schema` where it is not on the search path.
    ///   - rows: one value per column, in the order of the columns.
    /// - Returns: how many rows were stored.
    @discardableResult
    public func copyIn<Rows: Sequence>(
        _ table: String, schema: String? = nil, columns: [String], rows: Rows, fileID: StaticString = #fileID,
        line: UInt = #line
    ) async throws -> Int where Rows.Element == [SQLValue] {
        try await withDriver(fileID: fileID, line: line) { driver, deadline in
            let sql = PGCopyText.statement(table: table, schema: schema, columns: columns)
            let chunks = PGCopyRows(rows: rows.makeIterator(), width: columns.count)
            return try await driver.postgreSQL().copyIn(sql, from: chunks, deadline: deadline)
        }
    }

    /// Reads what `COPY … TO STDOUT` sends, in chunks of whole rows, no faster than they are taken.
    ///
    /// ```swift
    /// try await connection.copyOut("COPY users TO STDOUT (FORMAT csv)") { chunks in
    ///     for try await chunk in chunks { try file.write(chunk) }
    /// }
    /// ```
    /// Leaving the closure early ends the statement; the connection goes on.
    ///
    /// - Throws: `DatabaseError`, of kind `.misuse` when the connection is not to PostgreSQL; what the body throws.
    public func copyOut<Value>(
        _ sql: String, fileID: StaticString = #fileID, line: UInt = #line,
        _ body: (PostgreSQLCopyChunks) async throws -> Value
    ) async throws -> Value {
        try await withDriver(fileID: fileID, line: line) { driver, deadline in
            let copy = try await driver.postgreSQL().copyOut(sql, deadline: deadline)
            do {
                let value = try await body(PostgreSQLCopyChunks(copy: copy))
                await copy.close()
                return value
            } catch {
                await copy.close()
                throw error
            }
        }
    }
}

/// The data of a `COPY … TO STDOUT`. Valid within its closure, for one reader.
public struct PostgreSQLCopyChunks: AsyncSequence {
    let copy: PGCopyOut

    public func makeAsyncIterator() -> Iterator { Iterator(copy: copy) }

    public struct Iterator: AsyncIteratorProtocol {
        let copy: PGCopyOut

        /// - Throws: `DatabaseError`; `CancellationError`.
        public mutating func next() async throws -> [UInt8]? { try await copy.next() }
    }
}

extension DriverConnection {
    /// This, if it is a connection to PostgreSQL.
    func postgreSQL() throws -> PGConnection {
        guard let connection = self as? PGConnection else {
            throw DatabaseError(.misuse, "this needs a connection to PostgreSQL")
        }
        return connection
    }
}
