import Metering

extension FeederScenario {
    /// The file `truth.json`: what a scorer compares with and a detector must not see.
    public var truthJSON: [UInt8] { Array((JSONValue.object(self.factsJSON + self.deedJSON).text() + "\n").utf8) }

    private var factsJSON: [(String, JSONValue)] {
        let (customers, numbers) = (self.feeder.customers, self.feeder.customers.indices)
        let wrong = numbers.filter { if case .wrong = self.complications.labels[$0] { true } else { false } }
        let unknown = numbers.filter { if case .unknown = self.complications.labels[$0] { true } else { false } }
        return [
            ("scenario", .string(self.request.name)),
            ("grid", .string("\(self.feeder.grid.settlement.rawValue)-\(self.feeder.site.climate.rawValue)")),
            ("seed", .unsigned(self.request.seed)),
            ("houses", .integer(customers.count)),
            ("days", .integer(self.request.days)),
            ("kind", .string((self.theft?.kinds.first ?? .normal).rawValue)),
            ("sub", .optional(self.theft?.family.rawValue)),
            ("technical_loss_pct", .decimal(100 * self.lossesWh / max(1, self.fedInWh), digits: 3)),
            ("feeder_energy_wh", .integer(Int(self.fedInWh.rounded()))),
            ("wrong_phase_labels", .strings(wrong.map { customers[$0].id })),
            ("unknown_phase", .strings(unknown.map { customers[$0].id })),
            ("true_phase", .object(customers.map { ($0.id, .string($0.phaseName)) })),
            (
                "true_meter_gain",
                .object(numbers.map { (customers[$0].id, .decimal(self.feeder.meters[$0].gain, digits: 5)) })
            ),
            ("true_transformer_gain", .array(self.feeder.transformer.gains.map { .decimal($0, digits: 5) })),
            ("note", .strings(self.feeder.notes + self.complications.notes)),
        ]
    }

    private var deedJSON: [(String, JSONValue)] {
        guard let theft = self.theft else { return [] }
        let stolen = self.stolen
        let share = 100 * stolen.reduce(0, +) / max(1, self.fedInSinceOnsetWh)
        var entries: [(String, JSONValue)] = [
            ("start", .string(self.feeder.axis.time(of: theft.step).description)),
            ("from_start", .boolean(theft.step == 0)),
            ("stolen_wh", .integer(Int(stolen.reduce(0, +).rounded()))),
            ("share_pct", .decimal(share, digits: 3)),
            ("stolen_wh_daily", .array(stolen.map { .integer(Int($0.rounded())) })),
            ("phase", .optional(self.phase(of: theft))),
            ("acceptable", .strings(self.acceptable(theft))),
            ("kinds_ok", .strings(theft.kinds.map(\.rawValue))),
        ]
        if let bus = self.bus(of: theft) {
            entries.append(("bus", .string(self.feeder.grid.buses[bus].name)))
            entries.append(("branch", .integer(self.feeder.grid.buses[bus].branch)))
        }
        if theft.tap != nil { entries.append(("nearest", .array(self.nearest(theft).prefix(5).map(\.json)))) }
        if let factor = theft.factor { entries.append(("factor", .decimal(factor, digits: 3))) }
        if let fraction = theft.fraction { entries.append(("fraction", .decimal(fraction, digits: 3))) }
        return entries
    }

    /// Taken on each day, in Wh.
    var stolen: [Double] {
        (0..<self.request.days).map { day in
            let steps = day * TimeAxis.stepsPerDay..<(day + 1) * TimeAxis.stepsPerDay
            return steps.reduce(0) { $0 + self.lost[$1] * TimeAxis.stepHours }
        }
    }

    private func phase(of theft: Theft) -> String? {
        if let tap = theft.tap {
            let phases = self.feeder.unmetered[tap].phases
            return phases.count == 1 ? "L\(phases[0] + 1)" : nil
        }
        if let phase = theft.brokenPhase { return "L\(phase + 1)" }
        guard let customer = theft.customer, !self.feeder.customers[customer].isThreePhase else { return nil }
        return self.feeder.customers[customer].phaseName
    }

    private func bus(of theft: Theft) -> Int? {
        theft.tap.map { self.feeder.unmetered[$0].bus } ?? theft.customer.map { self.feeder.customers[$0].bus }
    }

    private struct Neighbour {
        let id: String
        let length: Double
        let resistance: Double

        var json: JSONValue {
            .object([("meter_id", .string(self.id)), ("distance_m", .decimal(self.length, digits: 1))])
        }
    }

    /// The customers by the resistance of the wires between them and the tap.
    private func nearest(_ theft: Theft) -> [Neighbour] {
        guard let tap = theft.tap else { return [] }
        return self.feeder.customers.map { customer in
            let way = self.feeder.grid.way(from: self.feeder.unmetered[tap].bus, to: customer.bus)
            return Neighbour(id: customer.id, length: way.length, resistance: way.resistance)
        }.sorted { ($0.resistance, $0.id) < ($1.resistance, $1.id) }
    }

    /// Whom a crew may visit first and find it: a tap's next neighbours, with all that are as near as the second.
    private func acceptable(_ theft: Theft) -> [String] {
        if theft.alteration != nil { return [Self.transformerID] }
        let neighbours = self.nearest(theft)
        let farthest = neighbours.prefix(2).last?.resistance ?? 0
        let near = neighbours.prefix { $0.resistance <= farthest }.map(\.id)
        let own = [theft.customer, theft.billed].compactMap { $0 }.map { self.feeder.customers[$0].id }
        return (own + near).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }
}
