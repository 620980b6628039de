/// The base unit in which every value of a quantity is an integer.
public enum Unit: UInt8, Hashable, Sendable, CaseIterable {
    case wattHour = 1
    case varHour = 2
    case voltAmpereHour = 3
    case milliwatt = 4
    case millivar = 5
    case millivoltAmpere = 6
    case millivolt = 7
    case milliampere = 8
    case millihertz = 9
    /// Power factor in steps of 0.0001.
    case powerFactor = 10
    case litre = 11
    case metre = 12
    /// A count, code or state without a unit.
    case none = 13
    /// Percent in steps of 0.01: total harmonic distortion and the like.
    case percent = 14
}

extension Unit: CustomStringConvertible {
    /// The symbol people read.
    public var description: String {
        switch self {
        case .wattHour: "Wh"
        case .varHour: "varh"
        case .voltAmpereHour: "VAh"
        case .milliwatt: "mW"
        case .millivar: "mvar"
        case .millivoltAmpere: "mVA"
        case .millivolt: "mV"
        case .milliampere: "mA"
        case .millihertz: "mHz"
        case .powerFactor: "1e-4"
        case .litre: "L"
        case .metre: "m"
        case .none: ""
        case .percent: "0.01 %"
        }
    }
}
