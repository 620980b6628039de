public import Metering

/// A meter that tells what it counts by pulses to an input of a pulse counter.
public struct PulseMeter: Hashable, Sendable {
    /// What a pulse stands for.
    public enum Quantity: Hashable, Sendable, CaseIterable {
        /// Cold water, in litres.
        case volume
        /// The way of a trip through a gate, in metres.
        case distance
    }

    /// The counter's input, from 1.
    public let input: Int
    public let quantity: Quantity
    /// Base units (L, m) in one pulse, as printed on the meter.
    public let weight: Scale

    public init(input: Int, quantity: Quantity, weight: Scale) {
        (self.input, self.quantity, self.weight) = (input, quantity, weight)
    }
}

extension PulseMeter.Quantity {
    /// The code by which bills and balances know the register.
    public var obis: ObisCode {
        switch self {
        case .volume: .waterVolume
        case .distance: .distanceTravelled
        }
    }

    public var unit: Metering.Unit {
        switch self {
        case .volume: .litre
        case .distance: .metre
        }
    }

    /// The field's name in the profile of such a meter.
    public var fieldName: String {
        switch self {
        case .volume: "volume.total"
        case .distance: "distance.total"
        }
    }
}

extension DeviceProfile {
    /// The profile of a meter behind one input of this pulse counter: its one register, in the meter's own unit.
    ///
    /// Everything that reads meters reads it as any other: the module's limits hold, the other inputs are not its matter.
    /// - Returns: nil where this is no pulse counter, or it has no such input.
    public func metering(_ meter: PulseMeter) -> DeviceProfile? {
        guard self.kind == .pulseCounter, let counter = self.fields.first(where: { $0.pulseInput == meter.input })
        else { return nil }
        let field = RegisterField(
            name: meter.quantity.fieldName, obis: meter.quantity.obis, table: counter.table,
            address: counter.valueAddress, type: counter.type, order: counter.order, scale: meter.weight,
            unit: meter.quantity.unit, absentPatterns: counter.absentPatterns, pulseInput: meter.input)
        return DeviceProfile(
            name: self.name, vendor: self.vendor, model: self.model, kind: .meter, serial: self.serial,
            maximumBlockRegisters: self.maximumBlockRegisters, alignment: self.alignment,
            pauseMilliseconds: self.pauseMilliseconds, writeFunctions: self.writeFunctions, fields: [field],
            forbidden: self.forbidden, source: self.source, notes: self.notes)
    }

    /// The inputs that a pulse counter has, ascending; empty for every other device.
    public var pulseInputs: [Int] { self.fields.compactMap(\.pulseInput).sorted() }
}
