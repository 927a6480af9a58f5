import CinnabarSQL
import Synchronization

/// A value that is made when it is first asked for; two that ask at once may both make it, and one is kept.
///
/// Made outside the lock, because what makes it may ask for others.
final class Lazy<Value: Sendable>: Sendable {
    private let storage = Locked<Value?>(nil)

    func value(_ make: () -> Value) -> Value {
        if let value = storage.withLock({ $0 }) { return value }
        let made = make()
        return storage.withLock { stored in
            if let stored { return stored }
            stored = made
            return made
        }
    }
}
