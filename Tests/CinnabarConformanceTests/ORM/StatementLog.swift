import CinnabarEngine
import Synchronization

/// The SQL of an engine's statements, in their order.
final class StatementLog: Sendable {
    private let list = Mutex<[String]>([])

    init(_ engine: AsyncEngine) {
        engine.events.beforeExecute { [weak self] context in
            self?.list.withLock { $0.append(context.sql) }
        }
    }

    var statements: [String] { list.withLock { $0 } }
    func clear() { list.withLock { $0 = [] } }
}
