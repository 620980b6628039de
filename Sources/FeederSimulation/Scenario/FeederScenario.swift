public import Metering
import SeededNumbers

/// A feeder's days: what the utility knows of it, what was read, and what really was.
public struct FeederScenario: Sendable {
    static let transformerID = "T1"

    public let request: FeederRequest
    /// In the order of the file: by time.
    public let readings: [FeederReading]
    /// Fed in at the transformer less what came back, over all days, in Wh, before its meter's errors.
    public let deliveredWh: Double
    /// Lost in the wires, in Wh.
    public let lossesWh: Double
    /// Drawn by customers, their meters and everything without a meter, less what was generated, in Wh.
    public let consumedWh: Double

    /// Places in ``readings`` of damaged values.
    let damagedReadings: Set<Int>
    let feeder: Feeder
    let complications: Complications
    let theft: Theft?
    /// What was taken at each step, in W.
    let lost: [Double]
    /// Without the steps in which more came back than was fed in, in Wh: over all days, and since the theft began.
    let fedInWh: Double
    let fedInSinceOnsetWh: Double

    /// Simulates a feeder and reads its meters.
    ///
    /// - Throws: where the network cannot carry what is on it, and where nobody suits the family.
    public init(_ request: FeederRequest) throws(FeederSimulationError) {
        func part(_ name: String) -> SplitMix64 { SplitMix64(seed: request.seed, part: name) }
        var feeder = Feeder(request)
        feeder.fitCables(leastVoltage: Feeder.builtFor)
        var random = part("complications")
        var complications = Complications(feeder, random: &random)
        let theft = try Thief.act(request, on: &feeder)
        if let replacement = theft?.replacement {
            complications.replacements.removeAll { $0.customer == replacement.customer }
            complications.replacements.append(replacement)
        }
        feeder.cutOutages()
        feeder.fitCables(leastVoltage: Feeder.bearable)
        let flow = try FeederFlow(feeder)
        let registers = MeterRegisters(feeder, flow, complications, alteration: theft?.alteration)
        let maker = ReadingMaker(feeder, flow, complications, registers, random: part("readings"))
        (self.readings, self.damagedReadings) = (maker.readings, maker.damaged)
        (self.request, self.feeder, self.complications, self.theft) = (request, feeder, complications, theft)
        let steps = 0..<feeder.axis.steps
        self.deliveredWh = flow.deliveredEnergy(steps)
        self.lossesWh = flow.lostEnergy(steps)
        self.consumedWh = feeder.consumedEnergy(steps)
        self.lost =
            theft?.lost(feeder, delivered: flow.deliveredWatts) ?? Array(repeating: 0, count: feeder.axis.steps)
        self.fedInWh = flow.fedInEnergy(steps)
        self.fedInSinceOnsetWh = flow.fedInEnergy((theft?.step ?? 0)..<feeder.axis.steps)
    }

    public var start: UTCTime { self.feeder.axis.start }
}
