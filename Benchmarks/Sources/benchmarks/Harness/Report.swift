/// Medians, spreads and ratios of one benchmark, as rows of a Markdown table.
struct Report: Sendable {
    struct Line: Sendable {
        let contender: String
        let median: Double
        let lowest: Double
        let highest: Double
        let cpu: Double
        /// The median of the rounds' own ratios: each compares neighbours in time.
        let ratio: Double
        let goal: Goal?
        var isMet: Bool? {
            switch goal {
            case .ratio(let limit): ratio <= limit
            case .nanoseconds(let limit): median * 1e9 <= limit
            case nil: nil
            }
        }
    }

    let benchmark: Benchmark
    let lines: [Line]

    init(benchmark: Benchmark, samples: [[Sample]]) {
        self.benchmark = benchmark
        let operations = Double(benchmark.operations)
        lines = zip(benchmark.contenders, samples).map { contender, own in
            let walls = own.map { $0.wall / operations }
            return Line(
                contender: contender.name, median: walls.median, lowest: walls.min() ?? 0, highest: walls.max() ?? 0,
                cpu: own.map { $0.cpu / operations }.median,
                ratio: zip(own, samples[0]).map { $0.wall / $1.wall }.median,
                goal: contender.goal)
        }
    }

    var table: String {
        var text = """

            **\(benchmark.id)** \(benchmark.title), µs per \(benchmark.unit)

            | | median | lowest – highest | client CPU | ratio | goal |
            |---|---|---|---|---|---|

            """
        for line in lines {
            let verdict = line.isMet.map { $0 ? " ✓" : " ✗" } ?? ""
            let cells = [
                line.contender, line.median.microseconds,
                "\(line.lowest.microseconds) – \(line.highest.microseconds)", line.cpu.microseconds,
                line.ratio.text(2), (line.goal.map(\.text) ?? "") + verdict,
            ]
            text += "| " + cells.joined(separator: " | ") + " |\n"
        }
        return text
    }
}

extension Goal {
    fileprivate var text: String {
        switch self {
        case .ratio(let limit): "\(limit) ×"
        case .nanoseconds(let limit): (limit * 1e-9).microseconds
        }
    }
}

extension [Double] {
    fileprivate var median: Double {
        let sorted = self.sorted()
        guard !sorted.isEmpty else { return 0 }
        let middle = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }
}

extension Double {
    fileprivate var microseconds: String { (self * 1e6).text(3) }

    /// Rounded; `String(format:)` would need all of Foundation.
    fileprivate func text(_ places: Int) -> String {
        var scale = 1
        for _ in 0..<places { scale *= 10 }
        let scaled = Int((self * Double(scale)).rounded())
        let fraction = String(scaled % scale)
        return "\(scaled / scale)." + String(repeating: "0", count: places - fraction.count) + fraction
    }
}
