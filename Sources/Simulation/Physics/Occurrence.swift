public import Metering

/// Something of the scene that happened on a line.
public struct Occurrence: Hashable, Sendable {
    public enum Change: Hashable, Sendable {
        /// Phase 1 to 3; at a house's pole where the houses hang on a cable, nil is the first.
        case tapBegan(phase: Int, milliwatts: Int64, house: UInt8? = nil)
        case tapEnded(phase: Int, milliwatts: Int64, house: UInt8? = nil)
        case unitDied(UInt8)
        case unitRecovered(UInt8)
        /// In mL/h.
        case leakBegan(millilitresPerHour: Int64)
        case leakEnded(millilitresPerHour: Int64)
    }

    /// Chain time.
    public let time: UTCTime
    public let change: Change
}
