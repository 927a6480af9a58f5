import CinnabarSQL
import Logging

extension ExecutionEnvironment {
    func log(_ context: ExecutionContext, rows: Int, _ timing: ExecutionTiming) {
        let isSlow = configuration.slowStatementThreshold.map { timing.total >= $0 } ?? false
        guard configuration.echo || isSlow else { return }
        var metadata: Logger.Metadata = [
            "db.rows": "\(rows)", "db.wait_ms": "\(timing.wait.milliseconds)",
            "db.query_ms": "\(timing.query.milliseconds)", "db.decode_ms": "\(timing.decode.milliseconds)",
        ]
        addBinds(context, to: &metadata)
        if isSlow {
            metadata["db.site"] = "\(context.fileID):\(context.line)"
            logger.warning("slow statement: \(context.sql)", metadata: metadata)
        } else {
            logger.info("\(context.sql)", metadata: metadata)
        }
    }

    func logFailure(_ context: ExecutionContext, _ error: any Error, _ time: Duration) {
        guard configuration.echo else { return }
        var metadata: Logger.Metadata = ["db.query_ms": "\(time.milliseconds)", "error": "\(error)"]
        addBinds(context, to: &metadata)
        logger.info("failed: \(context.sql)", metadata: metadata)
    }

    /// Logs a statement that the engine makes itself, and tells who listens for it.
    ///
    /// - Parameter ridesAlong: whether it shares another statement's round trip.
    func logControl(_ sql: String, ridesAlong: Bool = false) {
        if configuration.echo { logger.info("\(sql)") }
        events.control(sql, ridesAlong: ridesAlong)
    }

    private func addBinds(_ context: ExecutionContext, to metadata: inout Logger.Metadata) {
        if context.batchSize > 1 { metadata["db.batch"] = "\(context.batchSize)" }
        guard !context.binds.isEmpty else { return }
        if configuration.showsValues {
            let shown = context.binds.prefix(20).map { "\($0)" }.joined(separator: ", ").escapingControls
            metadata["db.binds"] = "[\(shown)\(context.binds.count > 20 ? ", …" : "")]"
        } else {
            metadata["db.binds"] = "\(context.binds.count) hidden"
        }
    }
}

extension Duration {
    /// With three digits, for a log line.
    fileprivate var milliseconds: String {
        let microseconds = clampedNanoseconds / 1000
        let fraction = String(microseconds % 1000)
        return "\(microseconds / 1000)." + String(repeating: "0", count: 3 - fraction.utf8.count) + fraction
    }
}
