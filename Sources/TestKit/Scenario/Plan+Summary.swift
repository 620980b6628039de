internal import Consensus

extension Plan {
    /// For people who read the story of a run.
    var summary: String {
        let faulty = (0..<self.validators).compactMap { validator -> String? in
            let names = Mischief.names.filter { self.mischief[validator].contains($0.mischief) }.map(\.name)
            let trouble = self.diskTrouble[validator].map { ["disk \($0)"] } ?? []
            let all = names + trouble
            return all.isEmpty ? nil : "v\(validator): \(all.joined(separator: ", "))"
        }
        return "seed \(self.seed): \(self.validators) validators, \(self.followers) followers; "
            + "loss \(self.link.lossPermille) ‰, latency \(self.link.latency / 1000) µs + \(self.link.jitter / 1000); "
            + "time-out \(self.timing.viewTimeoutNanoseconds / 1_000_000) ms; faults end at \(self.healsAt / 1_000_000_000) s; "
            + "faulty: \(faulty.isEmpty ? "none" : faulty.joined(separator: "; "))"
    }
}

extension Mischief {
    static let names: [(name: String, mischief: Mischief)] = [
        ("twin", .twin), ("equivocates", .equivocate), ("selects", .select), ("withholds", .withhold),
        ("invalid blocks", .invalidBlocks), ("replays", .replay), ("malforms", .malform),
        ("signs everything", .signEverything), ("silent", .silent), ("forges", .forge), ("usurps", .usurp),
    ]
}
