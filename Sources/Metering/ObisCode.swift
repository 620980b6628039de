/// An OBIS code without the storage group: `A-B:C.D.E` (IEC 62056-6-1).
///
/// Example: `1-0:1.8.0` is the total imported active energy of an electricity meter.
public struct ObisCode: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Medium: 1 electricity, 8 cold water, 15 other media, 0 abstract objects.
    public let a: UInt8
    /// Channel.
    public let b: UInt8
    /// Physical quantity.
    public let c: UInt8
    /// Processing: 8 is a time integral (a register), 7 an instantaneous value.
    public let d: UInt8
    /// Rate or bucket; 0 is the total.
    public let e: UInt8

    public init(_ a: UInt8, _ b: UInt8, _ c: UInt8, _ d: UInt8, _ e: UInt8) {
        (self.a, self.b, self.c, self.d, self.e) = (a, b, c, d, e)
    }

    /// Reads `A-B:C.D.E`; nil for any other form and for groups over 255.
    public init?(_ text: String) {
        var groups: [UInt8] = []
        var rest = Substring(text)
        for separator in "-:.." as String {
            guard let end = rest.firstIndex(of: separator), let group = UInt8(rest[..<end]) else { return nil }
            groups.append(group)
            rest = rest[rest.index(after: end)...]
        }
        guard let last = UInt8(rest) else { return nil }
        self.init(groups[0], groups[1], groups[2], groups[3], last)
    }

    public var description: String { "\(self.a)-\(self.b):\(self.c).\(self.d).\(self.e)" }

    /// The code as one number that orders as its groups do.
    public var packed: UInt64 {
        [self.a, self.b, self.c, self.d, self.e].reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// Reads ``packed``; nil where more than 40 bits are set.
    public init?(packed: UInt64) {
        guard packed >> 40 == 0 else { return nil }
        func group(_ shift: UInt64) -> UInt8 { UInt8(truncatingIfNeeded: packed >> shift) }
        self.init(group(32), group(24), group(16), group(8), group(0))
    }

    public static func < (left: ObisCode, right: ObisCode) -> Bool { left.packed < right.packed }
}

extension ObisCode {
    /// Imported active energy, total, in Wh.
    public static let activeEnergyImport = ObisCode(1, 0, 1, 8, 0)
    /// Exported active energy, total, in Wh.
    public static let activeEnergyExport = ObisCode(1, 0, 2, 8, 0)
    /// Reactive energy, import (+R), cumulative, in varh.
    public static let reactiveEnergyImport = ObisCode(1, 0, 3, 8, 0)
    /// Apparent energy, import, cumulative, in VAh.
    public static let apparentEnergyImport = ObisCode(1, 0, 9, 8, 0)
    /// Active power, signed, total, in mW.
    public static let activePower = ObisCode(1, 0, 16, 7, 0)
    /// Cold water volume, total, in litres.
    public static let waterVolume = ObisCode(8, 0, 1, 0, 0)
    /// Distance travelled through a gate, total, in metres: no medium has it, so it is among those left to the user.
    public static let distanceTravelled = ObisCode(15, 0, 128, 8, 0)
    /// Serial number of the device.
    public static let serialNumber = ObisCode(0, 0, 96, 1, 0)
    /// Disconnect control: state of the supply relay.
    public static let disconnectControl = ObisCode(0, 0, 96, 3, 10)
}
