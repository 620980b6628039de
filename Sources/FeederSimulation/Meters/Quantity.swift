public import Metering

/// What a row of readings tells.
public enum Quantity: Hashable, Sendable {
    /// Cumulative active energy of all phases, in Wh.
    case energyImport, energyExport
    /// Of one phase, 0 to 2.
    case phaseImport(Int)
    case phaseExport(Int)
    /// Of one phase, in tenths of a volt.
    case voltage(Int)
    /// Of one phase, in hundredths of an ampere.
    case current(Int)

    public var code: ObisCode {
        switch self {
        case .energyImport: .activeEnergyImport
        case .energyExport: .activeEnergyExport
        case .phaseImport(let phase): ObisCode(1, 0, Self.group(phase) + 1, 8, 0)
        case .phaseExport(let phase): ObisCode(1, 0, Self.group(phase) + 2, 8, 0)
        case .voltage(let phase): ObisCode(1, 0, Self.group(phase) + 12, 7, 0)
        case .current(let phase): ObisCode(1, 0, Self.group(phase) + 11, 7, 0)
        }
    }

    private static func group(_ phase: Int) -> UInt8 { UInt8(20 * (phase + 1)) }

    /// Digits after the point in its text.
    var decimals: Int {
        switch self {
        case .voltage: 1
        case .current: 2
        case .energyImport, .energyExport, .phaseImport, .phaseExport: 0
        }
    }

    var isRegister: Bool { self.decimals == 0 }
}

/// One row of what was read.
public struct FeederReading: Hashable, Sendable {
    public let time: UTCTime
    public let meter: String
    public let quantity: Quantity
    /// In the quantity's own unit.
    public let value: Int64
    public let isSuspect: Bool
}
