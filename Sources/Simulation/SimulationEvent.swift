public import Metering

/// Something worth telling that happened on a simulated line.
public struct SimulationEvent: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        /// The port is open; `path` is the pseudo-terminal behind the link.
        case opened(path: String)
        case relayOperated(SupplySwitch)
        /// Phase 1 to 3; power in mW.
        case tapBegan(phase: Int, milliwatts: Int64)
        case tapEnded(phase: Int, milliwatts: Int64)
        /// In mL/h.
        case leakBegan(millilitresPerHour: Int64)
        case leakEnded(millilitresPerHour: Int64)
        case unitDied(UInt8)
        case unitRecovered(UInt8)
        /// Somebody talks at another bit rate than the devices: they hear nothing comprehensible.
        case wrongBaud(found: Int, expected: Int)
        /// A unit has begun to start again and is silent meanwhile.
        case unitRestarted(UInt8)
        /// The port has gone.
        case unplugged
        /// The port is back, at this link.
        case replugged(link: String)
        /// The line is no more; the others go on.
        case failed(reason: String)
    }

    public let line: String
    /// Chain time.
    public let time: UTCTime
    public let kind: Kind

    public init(line: String, time: UTCTime, kind: Kind) {
        self.line = line
        self.time = time
        self.kind = kind
    }

    init(_ occurrence: Occurrence, line: String) {
        self.line = line
        self.time = occurrence.time
        self.kind =
            switch occurrence.change {
            case .tapBegan(let phase, let milliwatts, _): .tapBegan(phase: phase, milliwatts: milliwatts)
            case .tapEnded(let phase, let milliwatts, _): .tapEnded(phase: phase, milliwatts: milliwatts)
            case .leakBegan(let flow): .leakBegan(millilitresPerHour: flow)
            case .leakEnded(let flow): .leakEnded(millilitresPerHour: flow)
            case .unitDied(let unit): .unitDied(unit)
            case .unitRecovered(let unit): .unitRecovered(unit)
            }
    }
}

extension SimulationEvent: CustomStringConvertible {
    public var description: String {
        let text =
            switch self.kind {
            case .opened(let path): "open at \(path)"
            case .relayOperated(let relay):
                "relay \(relay.unit) channel \(relay.channel) \(relay.isClosed ? "closed" : "opened")"
                    + (relay.house.map { ", house \($0)" } ?? "")
                    + (relay.outlet.map { ", outlet at input \($0.input) of \($0.counter)" } ?? "")
            case .tapBegan(let phase, let milliwatts): "a tap of \(milliwatts / 1000) W begins on phase \(phase)"
            case .tapEnded(let phase, let milliwatts): "the tap of \(milliwatts / 1000) W on phase \(phase) ends"
            case .leakBegan(let flow): "a leak of \(flow / 1000) L/h begins"
            case .leakEnded(let flow): "the leak of \(flow / 1000) L/h ends"
            case .unitDied(let unit): "unit \(unit) is dead"
            case .unitRecovered(let unit): "unit \(unit) answers again"
            case .wrongBaud(let found, let expected):
                "a client talks at \(found) bit/s, the devices at \(expected): set the same rate"
            case .unitRestarted(let unit): "unit \(unit) starts again"
            case .unplugged: "the port is pulled out"
            case .replugged(let link): "the port is back at \(link)"
            case .failed(let reason): "line lost: \(reason)"
            }
        return "\(self.time) \(self.line): \(text)"
    }
}
