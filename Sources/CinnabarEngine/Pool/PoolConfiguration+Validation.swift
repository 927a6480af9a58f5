package import CinnabarSQL

extension PoolConfiguration {
    /// Throws `.configuration` for what cannot work, naming the field and its value.
    package func validate() throws(DatabaseError) {
        try check(size >= 0, "size must not be negative, but is \(size)")
        try check(
            maxOverflow >= 0, "maxOverflow must not be negative, but is \(maxOverflow): use .max for no limit")
        try check(capacity >= 1, "size and maxOverflow are both 0: the pool could never open a connection")
        try check(minimumIdle >= 0, "minimumIdle must not be negative, but is \(minimumIdle)")
        try check(
            minimumIdle <= size, "minimumIdle is \(minimumIdle), but only size (\(size)) connections are kept idle")
        try check(
            (0...1).contains(recycleJitter), "recycleJitter must be between 0 and 1, but is \(recycleJitter)")
        try check(
            maxConcurrentConnects >= 1, "maxConcurrentConnects must be at least 1, but is \(maxConcurrentConnects)")
        try check(
            acquireTimeout.map { $0 >= .zero } ?? true,
            "acquireTimeout must not be negative: use .zero to take only what is idle, nil to wait for ever")
        try check(pingIfIdleFor >= .zero, "pingIfIdleFor must not be negative")
        try checkPositive(recycle, "recycle", or: "nil to keep connections for ever")
        try checkPositive(idleTimeout, "idleTimeout", or: "nil to keep idle connections")
        try checkPositive(leakWarningAfter, "leakWarningAfter", or: "nil for no warnings")
        try checkPositive(pingTimeout, "pingTimeout")
        try checkPositive(connectTimeout, "connectTimeout")
        try checkPositive(closeTimeout, "closeTimeout")
    }

    /// The most connections that may be open at the same time.
    var capacity: Int {
        guard isPooled else { return .max }
        let (sum, overflow) = size.addingReportingOverflow(maxOverflow)
        return overflow ? .max : sum
    }

    private func check(_ condition: Bool, _ message: String) throws(DatabaseError) {
        if !condition { throw DatabaseError(.configuration, "pool: \(message)") }
    }

    private func checkPositive(
        _ duration: Duration?, _ name: String, or alternative: String? = nil
    ) throws(DatabaseError) {
        guard let duration, duration <= .zero else { return }
        let hint = alternative.map { ": use \($0)" } ?? ""
        throw DatabaseError(.configuration, "pool: \(name) must be positive\(hint)")
    }
}
