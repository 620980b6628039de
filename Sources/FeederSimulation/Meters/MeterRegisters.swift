/// The counters of every meter of a feeder.
struct MeterRegisters: Sendable {
    /// By customer.
    let houses: [[Register]]
    let transformer: [Register]

    init(_ feeder: Feeder, _ flow: FeederFlow, _ complications: Complications, alteration: TransformerAlteration?) {
        self.houses = feeder.customers.indices.map { number in
            Self.house(
                number, feeder, initial: complications.initialValues[number],
                complications.replacements.filter { $0.customer == number })
        }
        self.transformer = Self.transformer(feeder, flow, alteration)
    }

    private static func house(
        _ number: Int, _ feeder: Feeder, initial: Double, _ replacements: [MeterReplacement]
    ) -> [Register] {
        let (customer, meter) = (feeder.customers[number], feeder.meters[number])
        let count = customer.phases.count
        let imports = (0..<count).map { index in
            self.registered(customer.metered[(index + meter.rotation) % count], meter, feeder.site, replacements)
        }
        var registers: [Register] = []
        func add(_ quantity: Quantity, _ watts: [Double], _ initial: Double) {
            registers.append(
                Register(
                    quantity, watts: watts, initial: initial.rounded(), resolution: meter.resolution,
                    modulus: meter.modulus))
        }
        if customer.isThreePhase {
            for index in 0..<3 { add(.phaseImport(index), imports[index], initial * [0.37, 0.28, 0.34][index]) }
        }
        add(.energyImport, self.sum(imports), initial)
        if customer.hasGeneration {
            var exported = customer.metered[0]
            exported.scale(-1)
            add(.energyExport, self.registered(exported, meter, feeder.site, replacements), initial * 0.2)
        }
        for replacement in replacements.sorted(by: { $0.step < $1.step }) {
            guard let first = replacement.initial else { continue }
            for index in registers.indices {
                let isTotal = registers[index].quantity == .energyImport
                registers[index].restart(at: replacement.seconds, value: isTotal ? first : 0)
            }
        }
        return registers
    }

    private static func registered(
        _ series: PowerSeries, _ meter: MeterModel, _ site: Site, _ replacements: [MeterReplacement]
    ) -> [Double] {
        var gains = Array(repeating: meter.gain, count: series.watts.count)
        for replacement in replacements {
            for step in gains.indices[replacement.step...] { gains[step] = replacement.gain }
        }
        return series.watts.indices.map { step in
            let watts = series.watts[step]
            guard watts >= meter.startWatts else { return 0 }
            return watts * (gains[step] + meter.temperatureCoefficient * (site.temperature[step] - 23))
        }
    }

    private static func sum(_ series: [[Double]]) -> [Double] {
        series[0].indices.map { step in series.reduce(0) { $0 + $1[step] } }
    }

    private static func transformer(
        _ feeder: Feeder, _ flow: FeederFlow, _ alteration: TransformerAlteration?
    ) -> [Register] {
        let model = feeder.transformer
        let net = (0..<3).map { phase in
            flow.delivered[phase].indices.map { step in
                flow.delivered[phase][step] * model.gain(phase: phase, amperes: flow.currents[phase][step])
                    * (alteration?.factor(step) ?? 1)
            }
        }
        func register(_ quantity: Quantity, _ watts: [Double], _ number: Int) -> Register {
            let initial = Double((model.ratedKVA * 7_919_113 + number * 83_467_231) % 480_000_000)
            return Register(
                quantity, watts: watts.map { max(0, $0) }, initial: initial, resolution: model.resolution,
                modulus: model.modulus)
        }
        if model.hasTotalOnly {
            let total = self.sum(net)
            let imported = register(.energyImport, total, 1)
            return model.hasExport ? [imported, register(.energyExport, total.map { -$0 }, 0)] : [imported]
        }
        return (0..<3).flatMap { phase in
            let imported = register(.phaseImport(phase), net[phase], 3 + phase)
            return model.hasExport
                ? [imported, register(.phaseExport(phase), net[phase].map { -$0 }, 0)] : [imported]
        }
    }
}

/// The transformer's meter was made to register a part, or more than there is.
struct TransformerAlteration: Sendable {
    let step: Int
    let ratio: Double

    func factor(_ step: Int) -> Double { step < self.step ? 1 : self.ratio }
}
