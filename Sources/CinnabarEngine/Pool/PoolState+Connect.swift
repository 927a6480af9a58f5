extension PoolState {
    /// Starts as many pings and connects as the waiters justify and the rules allow.
    mutating func provide(now: Int64) {
        guard life == .open else { return }
        while waiters.count > connecting + pinging {
            if let slot = idle.popLast() {
                ping(slot)
                continue
            }
            // Whatever closes or fails calls this again.
            guard live < rules.capacity else { return }
            guard now >= backoffUntil else { return wakeToConnect(at: backoffUntil) }
            guard connecting < connectLimit else {
                if connectLimit < rules.maxConnects { wakeToConnect(at: now.addingClamped(rules.growthInterval)) }
                return
            }
            let slot = freeSlot()
            move(slot, to: .connecting)
            slots[slot].generation = generation
            effects.append(.connect(slot: slot))
        }
    }

    mutating func connected(_ slot: Int, now: Int64) {
        guard slots.indices.contains(slot), slots[slot].phase == .connecting else { return }
        opened += 1
        failures = 0
        backoffUntil = .min
        slots[slot].since = now
        guard life == .open else { return close(slot, .polite) }
        if rules.lifetime != .max {
            let jitter = Double.random(in: 0...1, using: &random) * rules.lifetimeJitter
            let expiry = now.addingClamped(Int64(Double(rules.lifetime) * (1 - jitter)))
            slots[slot].expiresAt = expiry
            sweep(by: expiry)
        }
        record(offer(slot, now: now))
        growth = waiters.isEmpty ? 1 : min(growth * 2, rules.maxConnects)
        provide(now: now)
    }

    /// A connection could not be made; the waiters that give up because of it are in the effects.
    mutating func connectFailed(_ slot: Int, _ failure: PoolConnectFailure, now: Int64) {
        guard slots.indices.contains(slot), slots[slot].phase == .connecting else { return }
        vacate(slot)
        failures += 1
        growth = 1
        // Between half of it and all of it, so that many programs do not knock in step.
        let pause = min(rules.backoffLimit, rules.backoffBase << min(failures - 1, 16))
        backoffUntil = now.addingClamped(Int64(Double(pause) * Double.random(in: 0.5...1, using: &random)))
        failWaiters(after: failure)
        provide(now: now)
        finishClosing()
    }

    private mutating func failWaiters(after failure: PoolConnectFailure) {
        // Without a pool nobody else's connection will come: each failed connect is one waiter's.
        if !rules.isPooled {
            if failure != .busy, let waiter = waiters.popFirst() {
                effects.append(.fail(tag: waiter.tag, .connectFailed))
            }
            return
        }
        let nobodyElseCanServe =
            switch failure {
            case .busy: false
            case .permanent: established == 0
            case .unreachable: established == 0 && connecting == 0
            }
        guard nobodyElseCanServe else { return }
        while let waiter = waiters.popFirst() { effects.append(.fail(tag: waiter.tag, .connectFailed)) }
    }

    /// With nothing to serve the waiters, all connects at once; else one, and more as the need lasts.
    private var connectLimit: Int {
        if !rules.isPooled || (established == 0 && failures == 0) { return rules.maxConnects }
        return min(growth, rules.maxConnects)
    }

    private mutating func wakeToConnect(at time: Int64) {
        if time < connectDue { connectDue = time }
        wake(at: time)
    }

    private mutating func freeSlot() -> Int {
        if let slot = free.popLast() { return slot }
        slots.append(Slot())
        return slots.count - 1
    }
}
