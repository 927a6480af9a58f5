extension DatabaseURL {
    /// Reads a URL such as `postgresql://user:password@localhost:5432/mydb` or `sqlite:///app.db`.
    ///
    /// - `sqlite:///relative.db`, `sqlite:////absolute.db`; `sqlite://` and `sqlite:///:memory:` are in memory.
    /// - `postgresql://user:password@host1:5432,[::1]:5433/name?sslmode=require`, read as libpq reads it: `+` and `#`
    ///   stand for themselves, `%XX` is decoded everywhere, a socket's directory is a host (`%2Fvar%2Frun`), the last
    ///   of equal query keys wins. The keys `user`, `password`, `host`, `port` and `dbname` win over the parts before.
    /// - `+driver` behind the scheme (`postgresql+asyncpg`) is accepted and ignored.
    ///
    /// Stricter than libpq in what it would only notice when it connects, or read as something else than was meant:
    /// a port must be a number, and an `@` in a host or database name must be written `%40`.
    ///
    /// - Throws: `DatabaseError` of kind `.configuration`, which never quotes the URL: any part of it may be the
    ///   password.
    public init(_ text: String) throws {
        var parser = DatabaseURLParser(text)
        self = try parser.parse()
    }
}
