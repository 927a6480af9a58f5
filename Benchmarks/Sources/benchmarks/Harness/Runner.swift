/// Runs the contenders in turns, so that a slow spell of the machine hits all of them.
struct Runner {
    let rounds: Int

    func run(_ benchmark: Benchmark) async throws -> Report {
        let contenders = benchmark.contenders
        var samples = contenders.map { _ in [Sample]() }
        var expected: Int64?
        // Round 0 does not count: caches, statement plans, page faults. Each round starts with another contender.
        for round in 0...rounds {
            for place in contenders.indices {
                let index = (place + round) % contenders.count
                let contender = contenders[index]
                try await contender.prepare()
                let (sample, returned) = try await measure(contender.run)
                let answer = try await contender.verify(returned)
                guard answer == expected ?? answer else {
                    throw BenchmarkFailure(
                        description: "\(benchmark.id), \(contender.name): \(answer), not \(expected ?? 0) as before")
                }
                expected = answer
                if round > 0 { samples[index].append(sample) }
            }
        }
        return Report(benchmark: benchmark, samples: samples)
    }

    func measure(_ work: () async throws -> Int64) async throws -> (Sample, Int64) {
        let clock = ContinuousClock()
        let cpu = Machine.cpuSeconds
        let start = clock.now
        let answer = try await work()
        let wall = clock.now - start
        return (Sample(wall: wall / .seconds(1), cpu: Machine.cpuSeconds - cpu), answer)
    }
}

/// Seconds of one run: on the clock, and of this process's processor time.
struct Sample: Sendable {
    let wall: Double
    let cpu: Double
}
