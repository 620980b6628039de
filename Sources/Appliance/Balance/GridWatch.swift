import LossDetection
import Metering

/// What watches a grid for losses: a feeder of electricity, or a district of water.
protocol GridWatch: Sendable {
    mutating func take(_ reading: FeederReading) throws(LossDetectionError) -> LossJudgement?
    mutating func conclude() -> LossJudgement?
    /// By phase, or one for all.
    var coverages: [LossCoverage] { get }
    /// The smallest steady load or leak that would be found.
    var sensitivities: [LossSensitivity] { get }
    /// Meters whose phase is another than by the record.
    func otherPhases(_ labels: FeederLabels) -> [String]
    /// What makes it weaker, in sentences.
    var weaknesses: [String] { get }
    /// What to draw by day.
    var dailySeries: [DailySeries] { get }
}

/// Values by day, for a plot.
struct DailySeries: Sendable {
    var title: String
    /// Beside the zero line.
    var name: String
    var unit: String
    /// Nil: concerns all phases.
    var phase: GridPhase?
    /// Of the clock by which the days begin, s east of UTC.
    var offsetSeconds: Int64 = 0
    var days: [(day: UTCTime, value: Double)]
}

extension LossDetector: GridWatch {
    var coverages: [LossCoverage] { self.coverage }
    var sensitivities: [LossSensitivity] { self.sensitivity() }

    func otherPhases(_ labels: FeederLabels) -> [String] {
        self.topology.houses.indices.compactMap { house in
            guard case .single(let recorded) = self.topology.houses[house].connection,
                let found = self.housePhases[house].first ?? nil, found != recorded
            else { return nil }
            return "\(labels.houses[house]): \(found.name), recorded \(recorded?.name ?? "nothing")"
        }
    }

    var weaknesses: [String] {
        self.topology.lines.isEmpty ? ["No line is recorded: nothing can be located, losses are guessed."] : []
    }

    var dailySeries: [DailySeries] {
        let balances = self.dailyBalances
        let channels = balances.first?.unexplained.count ?? 0
        return (0..<channels).map { channel in
            let phase = channels == 1 ? nil : GridPhase(rawValue: channel)
            let name = phase?.name ?? "all phases"
            return DailySeries(
                title: "Unexplained energy on \(name) by day, in kWh", name: name, unit: "kWh", phase: phase,
                days: balances.map { ($0.day, $0.unexplained[channel] / 1000) })
        }
    }
}

extension DistrictWatch: GridWatch {
    var coverages: [LossCoverage] { [self.coverage] }
    var sensitivities: [LossSensitivity] { self.sensitivity() }
    func otherPhases(_ labels: FeederLabels) -> [String] { [] }

    var weaknesses: [String] {
        self.topology.customers.isEmpty
            ? ["No customer is read: only what flows at night can be judged, and the least leak is larger."] : []
    }

    var dailySeries: [DailySeries] {
        let balance = DailySeries(
            title: "Unexplained volume by day, in m³", name: "balance", unit: "m³",
            offsetSeconds: 60 * self.topology.offsetMinutes,
            days: self.dailyBalances.map { ($0.day, ($0.unexplained.first ?? 0) / 1000) })
        let nights = DailySeries(
            title: "Least flow of the night, in L/h", name: "night", unit: "L/h",
            offsetSeconds: 60 * self.topology.offsetMinutes,
            days: self.nightFlows.suffix(45).map { ($0.day, $0.flow) })
        return [balance, nights].filter { !$0.days.isEmpty }
    }
}
