import CinnabarSQL
import Synchronization

/// A descriptor's place with a loop. The number alone would not do: the system gives closed numbers out again.
package struct LoopRegistration: Sendable {
    fileprivate let token: UInt64
    fileprivate let descriptor: Int32
}

/// Which handler a token belongs to. A slot is used again under a new generation, so that an event that was already
/// on its way when its descriptor was closed reaches nobody.
struct RegistrationTable {
    private struct Slot {
        var generation: UInt32 = 0
        var handler: (any LoopHandler)?
    }

    private var slots: [Slot] = []
    private var free: [Int] = []

    var count: Int { slots.count - free.count }

    mutating func insert(_ handler: any LoopHandler) -> UInt64 {
        let index = free.popLast() ?? slots.count
        if index == slots.count { slots.append(Slot()) }
        slots[index].handler = handler
        return UInt64(slots[index].generation) << 32 | UInt64(index)
    }

    func handler(of token: UInt64) -> (any LoopHandler)? {
        let index = Int(token & 0xFFFF_FFFF)
        guard index < slots.count, slots[index].generation == UInt32(token >> 32) else { return nil }
        return slots[index].handler
    }

    /// Returns what was there, so that it is released outside the lock.
    mutating func remove(_ token: UInt64) -> (any LoopHandler)? {
        guard let handler = handler(of: token) else { return nil }
        let index = Int(token & 0xFFFF_FFFF)
        slots[index].handler = nil
        slots[index].generation &+= 1
        free.append(index)
        return handler
    }
}

extension EventLoop {
    /// Reports every change of the descriptor to the handler, which is kept until `deregister`.
    ///
    /// Edge-triggered: who is told that there is input must read all of it or remember that there is more.
    package func register(_ descriptor: Int32, _ handler: any LoopHandler) throws -> LoopRegistration {
        let token = registrations.withLock { $0.insert(handler) }
        do {
            try poller.add(descriptor, token: token)
        } catch {
            _ = registrations.withLock { $0.remove(token) }
            throw error.databaseError
        }
        return LoopRegistration(token: token, descriptor: descriptor)
    }

    /// Ends it; to be called before the descriptor is closed. One call of `ready` may still be under way.
    package func deregister(_ registration: LoopRegistration) {
        let handler = registrations.withLock { $0.remove(registration.token) }
        guard handler != nil else { return }
        poller.remove(registration.descriptor)
    }

    /// How many descriptors are registered.
    package var registrationCount: Int { registrations.withLock { $0.count } }
}

extension PollerError {
    var databaseError: DatabaseError {
        DatabaseError(.io, "\(call) failed with errno \(code): check the limit of open files")
    }
}
