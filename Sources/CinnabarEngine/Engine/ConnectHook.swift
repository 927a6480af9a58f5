import CinnabarSQL
import Synchronization

/// Runs the engine's `onConnect` listeners on a new connection.
///
/// The source is made before the environment that the listeners' connections need, so it arrives later; weakly,
/// because the source is a part of it.
final class ConnectHook: Sendable {
    private struct Box: Sendable {
        weak var environment: ExecutionEnvironment?
    }

    private let box = Locked(Box())

    func set(_ environment: ExecutionEnvironment) {
        box.withLock { $0.environment = environment }
    }

    func run(_ connection: any DriverConnection) async throws {
        guard let environment = box.withLock({ $0.environment }) else { return }
        let listeners = environment.events.current.connect
        guard !listeners.isEmpty else { return }
        let wrapped = AsyncConnection(environment, borrowing: connection)
        do {
            for listener in listeners { try await listener(wrapped) }
        } catch {
            await wrapped.end()
            throw error
        }
        await wrapped.end()
    }
}
