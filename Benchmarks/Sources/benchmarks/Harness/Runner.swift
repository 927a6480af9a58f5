/// Runs the contenders in turns, so that a slow spell of the machine hits all of them.
struct Runner {
    let rounds: Int

    func run(_ benchmark: Benchmark) async throws -> Report {
        // One round that does not count: caches, statement plans, page faults.
        var expected: Int64?
        for contender in benchmark.contenders {
            try await contender.prepare()
            let answer = try await contender.run()
            guard answer == expected ?? answer else {
                throw BenchmarkFailure(
                    description: "\(benchmark.id), \(contender.name): \(answer), not \(expected ?? 0) as the others")
            }
            expected = answer
        }
        var samples = benchmark.contenders.map { _ in [Sample]() }
        for round in 0..<rounds {
            for place in benchmark.contenders.indices {
                // Each round starts with another one.
                let index = (place + round) % benchmark.contenders.count
                let contender = benchmark.contenders[index]
                try await contender.prepare()
                let (sample, answer) = try await measure(contender.run)
                guard answer == expected else {
                    throw BenchmarkFailure(description: "\(benchmark.id), \(contender.name): a different answer")
                }
                samples[index].append(sample)
            }
        }
        return Report(benchmark: benchmark, samples: samples)
    }

    private func measure(_ work: () async throws -> Int64) async throws -> (Sample, Int64) {
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
