import Contract
import Ledger
import Metering
import Platform
import Proofs
import Tariffs

/// `gridtally measure proofs`: how large bundles of a large zone are, and how long it takes to verify them.
public struct ProofsMeasurement: Sendable {
    public var meters: Int
    public var validators: Int
    /// Changes of the validators before the bundles are made.
    public var changes: Int
    /// How often each bundle is verified.
    public var rounds: Int

    public init(meters: Int, validators: Int, changes: Int, rounds: Int) {
        self.meters = meters
        self.validators = validators
        self.changes = changes
        self.rounds = rounds
    }

    public func run() throws -> ProofsFigures {
        var zone = try ProofsZone(validators: self.validators, meters: self.meters)
        try zone.register(meters: self.meters, Self.tariff)
        _ = try zone.read(after: 0)
        for _ in 0..<self.changes { try zone.changeValidators() }
        _ = try zone.read(after: 1)
        try zone.bill(after: 1, meters: self.meters)
        let payment = try zone.pay()
        let reading = try zone.read(after: 2)
        try zone.bill(after: 2, meters: self.meters)
        var figures = ProofsFigures(validators: self.validators, meters: self.meters, changes: self.changes)
        figures.bundles = [
            try self.measure(.bill(0), [], zone), try self.measure(.payment(0), [payment], zone),
            try self.measure(.reading(register: 0, end: ProofsZone.end(ofPeriod: 2)), [reading], zone),
        ]
        return figures
    }

    private func measure(
        _ subject: ProofSubject, _ blocks: [FinalizedBlock], _ zone: ProofsZone
    ) throws -> ProofsFigures.Bundle {
        let located = blocks.compactMap { block in
            zone.key(of: block).map { ProofMaterial.Located(block: block, index: 0, key: $0) }
        }
        guard let last = zone.last,
            let bundle = ProofMaterial(state: zone.state, tip: FinalHeader(last), history: zone.history)
                .bundle(of: subject, located)
        else { throw StepFailure(step: "the state holds a \(subject.kind)", lastSeen: "no bundle") }
        let bytes = bundle.encoded()
        var times: [Int64] = []
        for _ in 0..<self.rounds {
            let start = MonotonicClock.nanoseconds
            _ = try ProofBundle.verify(bytes, genesis: zone.genesis)
            times.append(MonotonicClock.nanoseconds - start)
        }
        return ProofsFigures.Bundle(
            kind: "\(subject.kind)", bytes: bytes.count, medianMilliseconds: times.percentileMilliseconds(0.5),
            worstMilliseconds: times.percentileMilliseconds(1))
    }

    /// As long as a domestic tariff is; its figures are made up.
    private static let tariff = Tariff(
        label: "domestic LT", authority: "measurement", orderNumber: "2026-01", standing: .ordered, unit: .wattHour,
        lines: [
            TariffLine(
                name: "energy",
                kind: .slab(
                    mode: .telescopic,
                    steps: [
                        SlabStep(upTo: 50_000, rate: 500_000), SlabStep(upTo: 150_000, rate: 600_000),
                        SlabStep(upTo: 300_000, rate: 700_000), SlabStep(upTo: 500_000, rate: 800_000),
                        SlabStep(upTo: nil, rate: 900_000),
                    ])),
            TariffLine(
                name: "fixed charge",
                kind: .fixedBySlab(steps: [
                    SlabStep(upTo: 150_000, rate: 10_000), SlabStep(upTo: 300_000, rate: 20_000),
                    SlabStep(upTo: nil, rate: 70_000),
                ])),
            TariffLine(
                name: "regulatory surcharge",
                kind: .perUnitBySlab(steps: [
                    SlabStep(upTo: 100_000, rate: 80_000), SlabStep(upTo: nil, rate: 90_000),
                ])),
            TariffLine(name: "electricity duty", kind: .perUnit(rate: 30_000)),
        ], totalRounding: .multiple(paise: 100, rule: .halfUp))
}
