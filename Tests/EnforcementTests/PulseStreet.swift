import Enforcement
import Foundation
import TestSupport

/// Pulse meters on one box, of which a contact cuts some: pulses come at random, each second is looked at.
struct PulseStreet {
    struct Meter: CustomStringConvertible {
        let label: String
        let perMinute: Double
        /// The contact cuts its flow.
        let isCut: Bool
        /// What flows past its valve all the same.
        let leakPerMinute: Double
        var pulses: Int64 = 4_000

        init(_ label: String, perMinute: Double, isCut: Bool = false, leakPerMinute: Double = 0) {
            (self.label, self.perMinute, self.isCut, self.leakPerMinute) = (label, perMinute, isCut, leakPerMinute)
        }

        var description: String { "\(self.label) \(self.perMinute)/min cut \(self.isCut) leak \(self.leakPerMinute)" }
    }

    private var meters: [Meter]
    private var random: SeededGenerator
    private var isOpen = false
    private var openedAt = 0.0
    private(set) var wasOpened = false
    private(set) var seconds = 0.0

    var travelSeconds = 0.0
    var tapShutsWhenOpened = false
    var burst: (atSecond: Double, pulses: Int64)?
    var clearedAtSecond: Double?
    /// Another meter, of electricity: what it draws before and, look by look in turn, while the contact is open.
    var currentsOfB: (before: Int64, shut: [Int64])?

    init(_ meters: [Meter], seed: UInt64) {
        self.meters = meters
        self.random = SeededGenerator(seed: seed)
    }

    /// Runs a trial to its end.
    mutating func pair(_ label: String) -> PairingVerdict {
        var trial = FlowTrial(label: label, limits: FlowLimits())
        while true {
            self.seconds += 1
            self.flow()
            let now = Int64(self.seconds * 1_000_000_000)
            switch trial.take(self.sights(at: now), at: now) {
            case .wait: break
            case .open:
                (self.isOpen, self.wasOpened, self.openedAt) = (true, true, self.seconds)
                trial.opened(at: now)
            case .close:
                self.isOpen = false
                trial.closed(at: now)
            case .over(let verdict): return verdict
            }
        }
    }

    private func sights(at now: Int64) -> [String: MeterSight] {
        var sights: [String: MeterSight] = [:]
        for meter in self.meters { sights[meter.label] = .counts(meter.pulses, atMonotonicNanoseconds: now) }
        if let currentsOfB {
            let shut = currentsOfB.shut[Int(self.seconds) % currentsOfB.shut.count]
            sights["B"] = .answers(milliamperes: self.isOpen ? shut : currentsOfB.before)
        }
        return sights
    }

    private mutating func flow() {
        let isShut = self.isOpen && self.seconds - self.openedAt >= self.travelSeconds
        for index in self.meters.indices {
            let meter = self.meters[index]
            var flow = meter.isCut && isShut ? min(meter.leakPerMinute, meter.perMinute) : meter.perMinute
            if self.tapShutsWhenOpened, self.wasOpened { flow = 0 }
            self.meters[index].pulses += self.arrivals(flow / 60)
            if let burst, burst.atSecond == self.seconds { self.meters[index].pulses += burst.pulses }
            if self.clearedAtSecond == self.seconds { self.meters[index].pulses = 0 }
        }
    }

    /// How many come in a time in which `mean` come on the average, each by itself.
    private mutating func arrivals(_ mean: Double) -> Int64 {
        var (arrivals, time) = (Int64(0), 0.0)
        while mean > 0 {
            time -= log(1 - Double.random(in: 0..<1, using: &self.random))
            guard time < mean else { break }
            arrivals += 1
        }
        return arrivals
    }
}
