import CinnabarSQL
import Logging
import Synchronization

extension PoolCore {
    /// Does what the state has asked for. Never under the lock.
    func perform(_ effects: [PoolEffect], connectError: (any Error)?) {
        for effect in effects {
            switch effect {
            case .grant(let tag, let grant): hand(tag, grant)
            case .fail(let tag, let failure): fail(tag, failure, connectError: connectError)
            case .connect(let slot): startConnect(slot)
            case .cancelConnect(let slot): cancelConnect(slot)
            case .ping(let slot): startPing(slot)
            case .close(let slot, let how): close(slot, how)
            case .warnOfLease(let grant, let age): warnOfLease(grant, age: age)
            case .drained: drained.fire()
            }
        }
    }

    private func hand(_ tag: Int, _ grant: PoolGrant) {
        let (continuation, entry) = shared.withLock { ($0.takeWaiting(tag), $0.entry(grant.slot)) }
        guard let continuation else { return }
        if let entry {
            continuation.resume(returning: PoolLoan(entry: entry, grant: grant))
        } else {
            // Closed by force between the two locks.
            continuation.resume(throwing: PoolErrors.closed)
        }
    }

    private func fail(_ tag: Int, _ failure: PoolFailure, connectError: (any Error)?) {
        let (continuation, error) = shared.withLock { shared in
            let error: any Error =
                switch failure {
                case .timeout(let ownLease): timeout(ownLease: ownLease, &shared)
                case .connectFailed: connectError ?? shared.connectError ?? PoolErrors.closed
                case .closed: PoolErrors.closed
                }
            return (shared.takeWaiting(tag), error)
        }
        continuation?.resume(throwing: error)
    }

    /// The waiter itself adds how long it has waited.
    func timeout(ownLease: Int?, _ shared: inout Shared) -> PoolTimeoutFailure {
        let state = shared.state
        return PoolTimeoutFailure(
            status: state.status(now: MonotonicClock.now),
            ownLeaseSite: ownLease.flatMap { state.slots[$0].owner == 0 ? nil : state.slots[$0].site.description },
            connectError: shared.connectError)
    }

    private func warnOfLease(_ grant: PoolGrant, age: Int64) {
        let found = shared.withLock { shared -> (number: UInt64, site: CallSite)? in
            guard shared.state.holds(grant, .leased), let entry = shared.entry(grant.slot) else { return nil }
            return (entry.number, shared.state.slots[grant.slot].site)
        }
        guard let found else { return }
        logger.warning(
            """
            connection \(found.number), taken at \(found.site), has been out for \
            \(Duration.nanoseconds(age).forHumans): is it ever released?
            """)
    }
}
