public import ModbusProtocol

/// What a line test is to look at, and how long it may take.
public struct LineTestPlan: Hashable, Sendable {
    /// At least one.
    public var units: [TestedUnit]
    /// As the bus is configured; nil on TCP, where rates and parities are not tried.
    public var parameters: LineParameters?
    /// The bus waits so long for an answer's first byte, in nanoseconds.
    public var timeoutNanoseconds: Int64 = 1_000_000_000
    /// The test waits so long, to see answers that come too late.
    public var patienceNanoseconds: Int64 = 4_000_000_000
    /// Listening before the first question.
    public var listenNanoseconds: Int64 = 4_000_000_000
    /// Units from the box outwards, where that is known.
    public var cableOrder: [UInt8] = []
    /// Rates and parities that are tried on units that do not answer, most likely first.
    public var bauds = LineScanPlan.standardBauds
    public var formats = SerialFormat.standard
    /// Silent units that all other parameters are tried on; the rest are asked where one of these was found.
    public var trialUnits = 3
    /// Asks although another master was heard.
    public var transmitsDespiteMaster = false

    public init(units: [TestedUnit], parameters: LineParameters?) {
        self.units = units
        self.parameters = parameters
    }

    /// All other rates and parities: those at the configured rate first.
    var trials: [LineParameters] {
        guard let parameters else { return [] }
        let all = LineScanPlan.order(bauds: self.bauds, formats: self.formats)
        let others = all.filter { $0 != parameters }
        return others.filter { $0.baud == parameters.baud } + others.filter { $0.baud != parameters.baud }
    }

    /// Rounds of short, medium and long questions: about sixty long ones in all.
    var rounds: Int { min(24, max(6, 60 / max(1, self.units.count))) }
}
