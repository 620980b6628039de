import Metering

/// A point of the meter models 201 to 204 that a profile has a field for.
struct SunSpecPoint {
    enum Kind {
        /// `int16`, not implemented: 0x8000.
        case signed
        /// `acc32`; 0 is both "nothing counted yet" and "not implemented".
        case accumulator
    }

    let name: String
    let obis: ObisCode?
    /// From the register that holds the model's ID.
    let offset: Int
    let kind: Kind
    let unit: FileUnit
    /// Name and offset of the `sunssf` register.
    let scale: ScalePoint

    struct ScalePoint: Hashable {
        let name: String
        let offset: Int
    }

    private static let ampere = ScalePoint(name: "sf.a", offset: 6)
    private static let volt = ScalePoint(name: "sf.v", offset: 15)
    private static let hertz = ScalePoint(name: "sf.hz", offset: 17)
    private static let watt = ScalePoint(name: "sf.w", offset: 22)
    private static let voltAmpere = ScalePoint(name: "sf.va", offset: 27)
    private static let reactive = ScalePoint(name: "sf.var", offset: 32)
    private static let factor = ScalePoint(name: "sf.pf", offset: 37)
    private static let wattHour = ScalePoint(name: "sf.wh", offset: 54)
    private static let voltAmpereHour = ScalePoint(name: "sf.vah", offset: 71)

    private static func signed(
        _ name: String, _ c: UInt8, _ offset: Int, _ unit: Metering.Unit, _ multiplier: Int64, _ scale: ScalePoint
    ) -> SunSpecPoint {
        SunSpecPoint(
            name: name, obis: ObisCode(1, 0, c, 7, 0), offset: offset, kind: .signed,
            unit: FileUnit(unit: unit, multiplier: multiplier), scale: scale)
    }

    private static func energy(
        _ name: String, _ c: UInt8, _ offset: Int, _ unit: Metering.Unit, _ scale: ScalePoint
    ) -> SunSpecPoint {
        SunSpecPoint(
            name: name, obis: ObisCode(1, 0, c, 8, 0), offset: offset, kind: .accumulator,
            unit: FileUnit(unit: unit, multiplier: 1), scale: scale)
    }

    /// In the order of their offsets.
    static let all: [SunSpecPoint] = [
        signed("current.l1", 31, 3, .milliampere, 1000, ampere),
        signed("current.l2", 51, 4, .milliampere, 1000, ampere),
        signed("current.l3", 71, 5, .milliampere, 1000, ampere),
        signed("voltage.l1", 32, 8, .millivolt, 1000, volt), signed("voltage.l2", 52, 9, .millivolt, 1000, volt),
        signed("voltage.l3", 72, 10, .millivolt, 1000, volt), signed("voltage.l1l2", 124, 12, .millivolt, 1000, volt),
        signed("voltage.l2l3", 125, 13, .millivolt, 1000, volt),
        signed("voltage.l3l1", 126, 14, .millivolt, 1000, volt),
        signed("frequency", 14, 16, .millihertz, 1000, hertz),
        signed("power.active.total", 16, 18, .milliwatt, 1000, watt),
        signed("power.active.l1", 36, 19, .milliwatt, 1000, watt),
        signed("power.active.l2", 56, 20, .milliwatt, 1000, watt),
        signed("power.active.l3", 76, 21, .milliwatt, 1000, watt),
        signed("power.apparent.total", 9, 23, .millivoltAmpere, 1000, voltAmpere),
        signed("power.reactive.total", 3, 28, .millivar, 1000, reactive),
        // In percent: 1 % is 100 steps of 0.0001.
        signed("pf.total", 13, 33, .powerFactor, 100, factor),
        energy("energy.active.export.total", 2, 38, .wattHour, wattHour),
        energy("energy.active.export.l1", 22, 40, .wattHour, wattHour),
        energy("energy.active.export.l2", 42, 42, .wattHour, wattHour),
        energy("energy.active.export.l3", 62, 44, .wattHour, wattHour),
        energy("energy.active.import.total", 1, 46, .wattHour, wattHour),
        energy("energy.active.import.l1", 21, 48, .wattHour, wattHour),
        energy("energy.active.import.l2", 41, 50, .wattHour, wattHour),
        energy("energy.active.import.l3", 61, 52, .wattHour, wattHour),
        energy("energy.apparent.export.total", 10, 55, .voltAmpereHour, voltAmpereHour),
        energy("energy.apparent.import.total", 9, 63, .voltAmpereHour, voltAmpereHour),
    ]

    /// Points that the models require, so that 0 is a reading and not a gap.
    var isMandatory: Bool { self.offset == 38 || self.offset == 46 }
}
