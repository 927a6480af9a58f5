import XCTest

@testable import CinnabarEngine

/// P30: any order of events, against a second description of the pool.
final class PoolModelTests: XCTestCase {
    func testRandomEventsFollowTheModel() throws {
        // Another seed, or more events, by the environment: a failure prints the seed to repeat it with.
        let environment = ProcessInfo.processInfo.environment
        let seed = environment["POOL_SEED"].flatMap(UInt64.init) ?? 20_241
        let total = environment["POOL_EVENTS"].flatMap(Int.init) ?? 1_000_000
        var generator = SplitMix64(state: seed)
        var done = 0
        while done < total {
            let runSeed = generator.next()
            done += try run(seed: runSeed, events: 2_000)
        }
    }

    func testEveryShortSequenceFollowsTheModel() throws {
        for (size, overflow) in [(1, 0), (1, 1), (2, 0)] {
            var configuration = PoolConfiguration(size: size, maxOverflow: overflow, recycle: nil, idleTimeout: nil)
            configuration.maxConcurrentConnects = 2
            let start = PoolRun(rules: PoolRules(configuration), seed: 1)
            try explore(start, depth: 6, path: [])
        }
    }

    private func explore(_ run: PoolRun, depth: Int, path: [PoolRun.Event]) throws {
        guard depth > 0 else { return }
        for event in run.allEvents {
            var next = run
            do {
                try next.perform(event)
            } catch {
                XCTFail("\(error) after \(path + [event])")
                throw error
            }
            try explore(next, depth: depth - 1, path: path + [event])
        }
    }

    private func run(seed: UInt64, events: Int) throws -> Int {
        var generator = SplitMix64(state: seed)
        var run = PoolRun(rules: .random(using: &generator), seed: generator.next())
        var history: [PoolRun.Event] = []
        for count in 0..<events {
            let event = run.randomEvent(using: &generator)
            history.append(event)
            do {
                try run.perform(event)
            } catch {
                XCTFail("\(error); seed \(seed), rules \(run.state.rules), last events \(history.suffix(12))")
                throw error
            }
            if run.model.isDrained { return count + 1 }
        }
        return events
    }
}

extension PoolRules {
    fileprivate static func random(using generator: inout SplitMix64) -> PoolRules {
        var configuration =
            Int.random(in: 0..<12, using: &generator) == 0
            ? PoolConfiguration.null
            : PoolConfiguration(
                size: .random(in: 1...4, using: &generator), maxOverflow: .random(in: 0...3, using: &generator))
        configuration.minimumIdle = .random(in: 0...max(0, min(2, configuration.size)), using: &generator)
        configuration.maxConcurrentConnects = .random(in: 1...4, using: &generator)
        configuration.recycle = Bool.random(using: &generator) ? .milliseconds(300) : nil
        configuration.idleTimeout = Bool.random(using: &generator) ? .milliseconds(90) : nil
        configuration.prePing = Bool.random(using: &generator)
        configuration.pingIfIdleFor = .milliseconds(.random(in: 0...40, using: &generator))
        configuration.leakWarningAfter = Bool.random(using: &generator) ? .milliseconds(100) : nil
        return PoolRules(configuration)
    }
}

extension PoolRun {
    private static let millisecond: Int64 = 1_000_000

    fileprivate func randomEvent(using generator: inout SplitMix64) -> Event {
        let fates: [PoolFate] = [.reusable, .reusable, .reusable, .unwanted, .broken]
        let failures: [PoolConnectFailure] = [.unreachable, .permanent, .busy]
        while true {
            switch Int.random(in: 0..<100, using: &generator) {
            case 0..<22:
                let waits: Int64 = [0, 1, 10, 50, 1_000_000].randomElement(using: &generator) ?? 0
                return .acquire(waits: waits * Self.millisecond)
            case 22..<30: return .leaseIdle
            case 30..<36:
                guard let index = model.waiters.indices.randomElement(using: &generator) else { continue }
                return .cancel(index)
            case 36..<50:
                guard let slot = model.connecting.randomElement(using: &generator) else { continue }
                return .connected(slot: slot)
            case 50..<54:
                guard let slot = model.connecting.randomElement(using: &generator),
                    let failure = failures.randomElement(using: &generator)
                else { continue }
                return .connectFailed(slot: slot, failure)
            case 54..<68:
                guard let grant = model.leases.randomElement(using: &generator),
                    let fate = fates.randomElement(using: &generator)
                else { continue }
                return .release(grant, fate)
            case 68..<72:
                guard let grant = model.leases.randomElement(using: &generator) else { continue }
                return .clean(grant)
            case 72..<77:
                guard let grant = model.cleanings.randomElement(using: &generator),
                    let fate = fates.randomElement(using: &generator)
                else { continue }
                return .cleaned(grant, fate)
            case 77..<83:
                guard let slot = model.pinging.randomElement(using: &generator) else { continue }
                return .pinged(slot: slot, isAlive: Int.random(in: 0..<4, using: &generator) > 0)
            case 83..<89:
                guard let slot = model.closing.randomElement(using: &generator) else { continue }
                return .closed(slot: slot)
            case 89: return .invalidate
            case 90..<99: return .wait(.random(in: 0...(40 * Self.millisecond), using: &generator))
            default:
                guard Int.random(in: 0..<8, using: &generator) == 0 else { continue }
                return Bool.random(using: &generator) ? .shutdown : .forceShutdown
            }
        }
    }

    /// All that can happen next, with one representative of each kind.
    fileprivate var allEvents: [Event] {
        var events: [Event] = [.acquire(waits: 0), .acquire(waits: 100 * Self.millisecond), .invalidate]
        events.append(.wait(30 * Self.millisecond))
        if !model.waiters.isEmpty { events.append(.cancel(0)) }
        if model.waiters.count > 1 { events.append(.cancel(model.waiters.count - 1)) }
        for slot in model.connecting {
            events += [
                .connected(slot: slot), .connectFailed(slot: slot, .unreachable), .connectFailed(slot: slot, .busy),
            ]
        }
        for grant in model.leases {
            events += [.release(grant, .reusable), .release(grant, .broken), .clean(grant)]
        }
        for grant in model.cleanings { events.append(.cleaned(grant, .reusable)) }
        for slot in model.pinging {
            events += [.pinged(slot: slot, isAlive: true), .pinged(slot: slot, isAlive: false)]
        }
        for slot in model.closing { events.append(.closed(slot: slot)) }
        if model.isOpen { events.append(.shutdown) } else if !model.isDrained { events.append(.forceShutdown) }
        return events
    }
}
