import CinnabarEngine
import CinnabarSQL
import Logging

extension Migrator {
    /// Runs the body while no other process migrates this database.
    ///
    /// PostgreSQL: a transaction on a connection of its own holds an advisory lock. It is idle meanwhile and sees no
    /// snapshot, so that CREATE INDEX CONCURRENTLY does not wait for it; and being a transaction's, the lock holds
    /// behind a pooler too. It is asked for again and again, because who waits inside a statement has a snapshot.
    /// SQLite: each revision's own BEGIN IMMEDIATE does it.
    func locked<Value>(_ body: () async throws -> Value) async throws -> Value {
        let environment = engine.environment
        guard !environment.source.separatesWriters else { return try await body() }
        let pool = engine.configuration.pool
        guard pool.size + pool.maxOverflow > 1 else {
            throw MigrationError(
                .configuration, "a migration needs two connections, and the engine's pool has one",
                nextStep: "give it PoolConfiguration(size: 2)")
        }
        return try await engine.connect(autocommit: true) { connection in
            try await acquire(connection)
            do {
                try await versions.ensure(engine)
                let value = try await body()
                try await release(connection)
                return value
            } catch {
                await connection.rollbackQuietly()
                throw error
            }
        }
    }

    /// The same for every process that migrates with the same table.
    var lockKey: Int64 {
        Int64(bitPattern: Checksum.hash("cinnabar migrations of \(configuration.table)"))
    }

    private func acquire(_ connection: AsyncConnection) async throws {
        let clock = ContinuousClock()
        let deadline = clock.now + configuration.lockTimeout
        var pause = Duration.milliseconds(20)
        var hasTold = false
        while true {
            try await connection.begin(TransactionOptions(isolation: .readCommitted))
            let isMine = try await connection.scalar(
                sql("SELECT pg_try_advisory_xact_lock(\(lockKey))").columns(Bool.self))
            if isMine { break }
            try await connection.rollback()
            if !hasTold { tell(.waitingForLock(holder: try await holder(connection))) }
            hasTold = true
            guard clock.now < deadline else { throw await lockTimeout(connection) }
            // Not all at the same moment.
            try await clock.sleep(for: pause * Double.random(in: 0.5..<1))
            pause = min(pause * 2, .milliseconds(500))
        }
        // The server ends idle transactions where it is told to. Known only since PostgreSQL 17:
        try await connection.execute(
            sql("SELECT set_config(name, '0', true) FROM pg_settings WHERE name = 'transaction_timeout'"))
        // This comes last: a SELECT's portal stays open until the next statement, and with it a snapshot, for which
        // CREATE INDEX CONCURRENTLY would wait for ever. SET has none.
        try await connection.execute(sql("SET LOCAL idle_in_transaction_session_timeout = 0"))
    }

    private func release(_ connection: AsyncConnection) async throws {
        // That the connection broke meanwhile harms nothing: each revision has looked again in its own transaction.
        do { try await connection.rollback() } catch let error as DatabaseError {
            engine.environment.logger.warning("the migration's lock was lost before its end: \(error)")
        }
    }

    private func lockTimeout(_ connection: AsyncConnection) async -> MigrationError {
        var who = ""
        do { who = try await holder(connection).map { " (\($0))" } ?? "" } catch {
            engine.environment.logger.debug("who holds the lock is not known: \(error)")
        }
        return MigrationError(
            .lockTimeout,
            "another process\(who) has been migrating this database for \(configuration.lockTimeout)",
            nextStep: "wait for it, end it, or give a longer lockTimeout")
    }

    /// Who has the lock, where the database tells.
    private func holder(_ connection: AsyncConnection) async throws -> String? {
        let key = UInt64(bitPattern: lockKey)
        let (high, low) = (Int64(key >> 32), Int64(key & 0xFFFF_FFFF))
        let row = try await connection.execute(
            sql(
                """
                SELECT l.pid::bigint AS pid, coalesce(a.application_name, '') AS name, \
                coalesce(a.client_addr::text, '') AS address \
                FROM pg_locks l LEFT JOIN pg_stat_activity a ON a.pid = l.pid \
                WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1 \
                AND l.classid::bigint = \(high) AND l.objid::bigint = \(low) \
                AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
                """)
        ).first()
        guard let row else { return nil }
        let (name, address): (String, String) = (try row.get("name"), try row.get("address"))
        return "backend \(try row.get("pid", as: Int.self))" + (name.isEmpty ? "" : " of \"\(name)\"")
            + (address.isEmpty ? "" : " from \(address)")
    }
}
