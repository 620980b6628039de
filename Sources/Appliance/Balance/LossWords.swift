import LossDetection
import Metering

/// A judgement in words that a crew can act on.
struct LossWords {
    let labels: FeederLabels
    let judgement: LossJudgement
    /// False where others than the crew read it: a finding accuses nobody in public.
    var namesHouses = true

    /// What, where, since when, how much.
    var sentence: String {
        let energy = self.quantity(abs(self.judgement.energy))
        let since = "Since \(Self.minute(self.judgement.onset))"
        let first = self.firstMeter
        return switch self.judgement.kind {
        case .unmeteredLoad:
            "\(since) about \(energy) were taken below \(self.labels.transformer)\(self.onPhase) that no meter counted\(self.near)."
        case .leak where self.judgement.test == .nightFlow:
            "\(since) more flows into \(self.labels.transformer) at night than before: about \(energy) in all, if it flows by day too."
        case .leak:
            "\(since) about \(energy) flowed out below \(self.labels.transformer) day and night that no meter counted."
        case .underRegistration where self.judgement.suspects.first?.meter == .transformer,
            .overRegistration where self.judgement.suspects.first?.meter == .transformer:
            "\(since) the transformer's own \(first) counts another part of what passes than before, on all phases;"
                + " about \(energy) in all."
        case .underRegistration:
            "\(since) \(first)\(self.onPhase) counts less than passes through it: about \(energy) are missing."
        case .overRegistration:
            "\(since) \(first)\(self.onPhase) counts more than passes through it: about \(energy) too much."
        case .tamperedSeries:
            "\(since) the values of \(first)\(self.onPhase) are not those of a load; about \(energy) are missing."
        }
    }

    /// How sure, in words.
    var certainty: String {
        switch self.judgement.logLikelihoodRatio {
        case 60...: "Beyond doubt by the readings."
        case 25...: "Very sure by the readings."
        default: "Likely: wait for another day's readings where a visit is dear."
        }
    }

    /// What a crew should look at, in this order.
    var firstSteps: [String] {
        let names = self.judgement.suspects.prefix(3).map { self.labels.name($0.meter) }
        let places = names.isEmpty ? "the houses of the phase" : names.joined(separator: ", ")
        return switch self.judgement.kind {
        case .leak:
            [
                "Listen for the leak at valves, hydrants and service pipes at night; close valves step by step while the inlet is watched.",
                "Look for wet ground, and for water that runs in drains when it is dry.",
                "Ask for water that runs legally and is not counted: a standpipe, flushing, a tank that overflows.",
            ]
        case .unmeteredLoad where self.labels.isWater:
            [
                "Look for connections that end at no meter, on mains, hydrants and tanks, at the hours at which it flows.",
                "Compare a meter of each street with what flows into it, where valves allow.",
                "Ask for use that is legal and not counted: fire service, flushing, building site.",
            ]
        case .unmeteredLoad:
            [
                "Walk the line near \(places): joints, hooks, cables that end at no meter.",
                "Measure the current of the service drop and at the meter of each at the same time.",
                "Ask for loads that are legal and not declared: street light, festival, building site.",
            ]
        case .underRegistration where self.labels.isWater, .overRegistration where self.labels.isWater:
            [
                "Draw a measured volume through \(names.first ?? "the meter"), slowly and fast.",
                "Look at seals, direction, by-pass, strainer, and at the pulse contact and its litres per pulse.",
                "Ask when it was put in: mechanical meters count less as they age.",
            ]
        case .underRegistration, .overRegistration:
            [
                "Compare \(names.first ?? "the meter") with a reference meter at its terminals, at a load of some amperes.",
                "Look at seals, terminal cover, links and, where there is one, the current transformers and their ratio.",
                "Read its event record and its clock.",
            ]
        case .tamperedSeries:
            [
                "Read \(names.first ?? "the meter")'s register at its display, twice, some minutes apart \(self.labels.isWater ? "with a tap open" : "under load").",
                "Look at what answers on the line in its name: another device, a second master.",
                "Look at seals and terminal cover.",
            ]
        }
    }

    /// What would show that it is not so.
    var refutations: [String] {
        switch self.judgement.kind {
        case .leak:
            [
                "Customers who use water at night: a tank that fills, irrigation, a trade that began.",
                "The inlet's meter counts too much, or a valve to the next district is open.",
            ]
        case .unmeteredLoad where self.labels.isWater:
            [
                "A customer was connected, or a valve to the next district opened, and nobody recorded it.",
                "Legal use without a meter.",
            ]
        case .unmeteredLoad:
            [
                "A house was connected, or moved here from another transformer, and nobody recorded it.",
                "A legal load without a meter was not declared.",
                "The transformer's meter counts too much: then all phases would show it.",
            ]
        case .underRegistration, .overRegistration:
            [
                "The meter was exchanged, or its ratio set, and nobody recorded it.",
                "A reference meter agrees with it.",
            ]
        case .tamperedSeries:
            [
                "The load is really so even: a pump or a transmitter that runs day and night.",
                "The display moves with the load.",
            ]
        }
    }

    func reason(_ suspect: LossSuspect) -> String {
        switch suspect.reason {
        case .followsItsEnergy: "what is missing follows what this meter counts"
        case .nearTheLoad(let ohms): "\(Self.number(ohms * 1000, 0)) mΩ of wire from where the voltages place the load"
        case .series: "its values are flat, repeated, or stopped"
        case .againstItsVoltage: "its counted load no longer fits the voltage that its own current costs"
        case .samePhase where self.labels.isWater: "a customer of the district; nothing more is known"
        case .samePhase: "on the same phase; nothing more is known"
        case .transformer: "all phases changed alike"
        }
    }

    private var firstMeter: String {
        switch self.judgement.suspects.first?.meter {
        case .house where !self.namesHouses: "a meter below \(self.labels.transformer)"
        case let meter?: "meter \(self.labels.name(meter))"
        case nil: "meter \(self.labels.transformer)"
        }
    }

    private var onPhase: String { self.judgement.phase.map { " on \($0.name)" } ?? "" }

    private var near: String {
        guard self.namesHouses, case .nearTheLoad = self.judgement.suspects.first?.reason else { return "" }
        return ", near "
            + self.judgement.suspects.prefix(2).map { self.labels.name($0.meter) }.joined(separator: " or ")
    }

    /// Wh as kWh, L as m³.
    func quantity(_ units: Double) -> String {
        let value = units / 1000
        return "\(Self.number(value, abs(value) < 10 ? 1 : 0)) \(self.labels.isWater ? "m³" : "kWh")"
    }

    /// With so many decimals, never as a power of ten.
    static func number(_ value: Double, _ decimals: Int) -> String {
        let scaled = (0..<decimals).reduce(value) { scaled, _ in scaled * 10 }.rounded()
        guard let whole = Int64(exactly: scaled) else { return "–" }
        return DecimalText.text(whole, digits: decimals).replacing("-", with: "−")
    }

    /// To the minute, in UTC.
    static func minute(_ time: UTCTime) -> String {
        let text = time.description
        return text.count >= 16 ? "\(text.prefix(10)) \(text.dropFirst(11).prefix(5)) UTC" : text
    }
}
