import LossDetection
import Metering

extension FeederQuantity {
    /// Of electricity, by the OBIS code's groups C, D and E.
    static let codes: [[UInt8]: FeederQuantity] = [
        [1, 8, 0]: .importTotal, [2, 8, 0]: .exportTotal, [21, 8, 0]: .imported(.l1), [41, 8, 0]: .imported(.l2),
        [61, 8, 0]: .imported(.l3), [22, 8, 0]: .exported(.l1), [42, 8, 0]: .exported(.l2),
        [62, 8, 0]: .exported(.l3), [32, 7, 0]: .voltage(.l1), [52, 7, 0]: .voltage(.l2), [72, 7, 0]: .voltage(.l3),
        [31, 7, 0]: .current(.l1), [51, 7, 0]: .current(.l2), [71, 7, 0]: .current(.l3),
    ]

    /// Nil for a quantity that no balance uses. The volume of a water meter is its `importTotal`, in litres.
    init?(_ obis: ObisCode) {
        if obis == .waterVolume {
            self = .importTotal
        } else if obis.a == 1, let quantity = Self.codes[[obis.c, obis.d, obis.e]] {
            self = quantity
        } else {
            return nil
        }
    }

    /// Whether a counter check is the detector's own business: registers come as they are, and it judges them.
    var isCumulative: Bool {
        switch self {
        case .importTotal, .exportTotal, .imported, .exported: true
        case .voltage, .current: false
        }
    }
}

extension TelemetryValue {
    /// A reading in Wh, L, V or A; nil where a balance has no use for it, or it is not to be believed.
    init?(_ reading: Reading) {
        guard let obis = reading.obis, let quantity = FeederQuantity(obis), reading.quality != .missing,
            quantity.isCumulative || reading.quality == .valid
        else { return nil }
        switch reading.unit {
        case .wattHour, .litre: self.init(quantity: obis, value: Double(reading.value))
        case .millivolt, .milliampere: self.init(quantity: obis, value: Double(reading.value) / 1000)
        default: return nil
        }
    }
}

/// A value in the unit of the detection of losses.
struct TelemetryValue: Hashable, Sendable {
    var quantity: ObisCode
    /// Wh, L, V or A.
    var value: Double
}
