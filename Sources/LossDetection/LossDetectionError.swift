public import Metering

/// Why a topology or a reading cannot be used.
public enum LossDetectionError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The utility's records contradict themselves: what, and where.
    case topology(String)
    /// A reading that is older than what was read already.
    case unsorted(FeederMeter, at: UTCTime, after: UTCTime)
    /// A reading so far ahead that a clock must have jumped.
    case clockJump(FeederMeter, at: UTCTime, after: UTCTime)

    public var description: String {
        switch self {
        case .topology(let what): "topology: \(what)"
        case .unsorted(let meter, let time, let last):
            "a reading of \(meter) of \(time) came after one of \(last): sort the readings by time"
        case .clockJump(let meter, let time, let last):
            "a reading of \(meter) of \(time) follows on \(last): more than \(ReadingOrder.longestGapDays) days without"
                + " any reading; check the reader's clock, or begin anew with the readings behind the gap"
        }
    }
}

extension FeederMeter: CustomStringConvertible {
    public var description: String {
        switch self {
        case .transformer: "the transformer"
        case .house(let number): "house \(number)"
        }
    }
}

extension FeederTopology {
    /// The most meters below one transformer.
    public static let mostHouses = 400

    /// The most pieces of cable below one transformer.
    public static let mostLines = 4000

    /// Declared loads of one phase and schedule are one load: the balance cannot tell them apart.
    var withLoadsAdded: FeederTopology {
        var added: [DeclaredLoad] = []
        for load in self.declaredLoads {
            if let index = added.firstIndex(where: { $0.phase == load.phase && $0.schedule == load.schedule }) {
                added[index].watts += load.watts
            } else {
                added.append(load)
            }
        }
        var topology = self
        topology.declaredLoads = added
        return topology
    }

    var intervalsPerDay: Int { Int(86_400 / self.intervalSeconds) }

    /// Refuses what no feeder can be.
    func check() throws(LossDetectionError) {
        guard !self.houses.isEmpty else {
            throw .topology("no house below the transformer: there is nothing to balance")
        }
        try self.checkFacts()
    }

    /// As ``check()``, where no house has to be there.
    func checkFacts() throws(LossDetectionError) {
        guard (60...3600).contains(self.intervalSeconds), 10_800 % self.intervalSeconds == 0 else {
            throw .topology("an interval of \(self.intervalSeconds) s; 60 to 3600 that divide three hours are possible")
        }
        guard self.houses.count <= Self.mostHouses else {
            throw .topology("\(self.houses.count) houses; at most \(Self.mostHouses) below one transformer")
        }
        try self.transformer.check()
        var labels: Set<String> = [self.transformer.label]
        for house in self.houses {
            guard labels.insert(house.label).inserted else { throw .topology("two meters are named \(house.label)") }
            guard (0.01...10).contains(house.accuracyClass) else {
                throw .topology(
                    "meter \(house.label) has accuracy class \(house.accuracyClass); 0.01 to 10 % are possible")
            }
            try house.register.check(house.label)
            try house.losses?.check(house.label)
        }
        guard self.lines.count <= Self.mostLines else {
            throw .topology("\(self.lines.count) lines; at most \(Self.mostLines) below one transformer")
        }
        for line in self.lines where !(line.ohms.isFinite && (0...100).contains(line.ohms)) {
            throw .topology("line \(line.from) to \(line.to) has \(line.ohms) Ω; 0 to 100 are possible")
        }
        for load in self.declaredLoads where !(load.watts.isFinite && (0...1_000_000).contains(load.watts)) {
            throw .topology("a declared load of \(load.watts) W; 0 to 1 000 000 are possible")
        }
        for replacement in self.replacements where !self.houses.indices.contains(replacement.house) {
            throw .topology("an exchange of house \(replacement.house), which is not there")
        }
    }
}

extension TransformerFacts {
    fileprivate func check() throws(LossDetectionError) {
        guard self.ratedKVA.isFinite, (1...100_000).contains(self.ratedKVA) else {
            throw .topology("the transformer is rated \(self.ratedKVA) kVA; 1 to 100 000 are possible")
        }
        guard self.nominalVolts.isFinite, (50...250_000).contains(self.nominalVolts) else {
            throw .topology("a nominal voltage of \(self.nominalVolts) V; 50 to 250 000 are possible")
        }
        guard (0.01...10).contains(self.accuracyClass), (0.01...10).contains(self.ctClass) else {
            throw .topology("accuracy classes \(self.accuracyClass) and \(self.ctClass); 0.01 to 10 % are possible")
        }
        try self.register.check(self.label)
    }
}

extension TransformerLosses {
    fileprivate func check(_ meter: String) throws(LossDetectionError) {
        guard self.ratedKVA.isFinite, (1...100_000).contains(self.ratedKVA) else {
            throw .topology("\(meter) is rated \(self.ratedKVA) kVA; 1 to 100 000 are possible")
        }
        for watts in [self.noLoadWatts, self.loadWatts].compactMap({ $0 })
        where !(watts.isFinite && (0...100 * self.ratedKVA).contains(watts)) {
            throw .topology("\(meter) loses \(watts) W; 0 to a tenth of its \(self.ratedKVA) kVA are possible")
        }
    }
}

extension RegisterFacts {
    fileprivate func check(_ meter: String) throws(LossDetectionError) {
        guard self.resolution.isFinite, self.modulus.isFinite, self.resolution > 0,
            self.modulus > 1000 * self.resolution
        else {
            throw .topology(
                "meter \(meter) counts in \(self.resolution) Wh up to \(self.modulus) Wh; a last digit above 0 and an"
                    + " end of more than a thousand of them are needed")
        }
    }
}
