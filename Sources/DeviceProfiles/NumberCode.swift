import Metering

/// How a number stands in its registers: the part of a field that decoding one needs, without names and neighbours.
struct NumberCode: Hashable, Sendable {
    private let type: RegisterType
    private let order: WordOrder
    private let scale: Scale
    private let powerFactor: PowerFactorEncoding

    init(_ field: RegisterField) {
        (self.type, self.order, self.scale, self.powerFactor) = (
            field.type, field.order, field.scale, field.powerFactor
        )
    }

    /// The registers as one number, in the field's order.
    func raw(_ words: Span<UInt16>) -> UInt64 { self.order.joined(words) }

    /// What a raw number that is no marker means, in the base unit.
    func value(_ raw: UInt64) -> FieldValue {
        let number: BinaryNumber
        switch self.type {
        case .u16, .u32, .u64: number = BinaryNumber(raw)
        case .i16: number = BinaryNumber(Int64(Int16(truncatingIfNeeded: raw)))
        case .i32: number = BinaryNumber(Int64(Int32(truncatingIfNeeded: raw)))
        case .i64: number = BinaryNumber(Int64(bitPattern: raw))
        case .f32:
            guard let finite = BinaryNumber(Float(bitPattern: UInt32(truncatingIfNeeded: raw))) else {
                return .absent(.notFinite)
            }
            number = finite
        case .f64:
            guard let finite = BinaryNumber(Double(bitPattern: raw)) else { return .absent(.notFinite) }
            number = finite
        case .bcd16, .bcd32:
            guard let decimal = Self.decimal(raw, digits: self.type.registerCount * 4) else {
                return .absent(.malformed)
            }
            number = BinaryNumber(decimal)
        case .bits(let first, let count): number = BinaryNumber(raw >> UInt64(first) & (1 << UInt64(count) - 1))
        case .coil:
            guard raw <= 1 else { return .absent(.malformed) }
            number = BinaryNumber(raw)
        case .string: return .absent(.malformed)
        }
        guard let scaled = self.scale.applied(to: number), let value = self.powerFactor.decoded(scaled) else {
            return .absent(.outOfRange)
        }
        return .value(value)
    }

    private static func decimal(_ raw: UInt64, digits: Int) -> UInt64? {
        var value: UInt64 = 0
        for index in (0..<digits).reversed() {
            let digit = raw >> UInt64(index * 4) & 0xF
            guard digit <= 9 else { return nil }
            value = value * 10 + digit
        }
        return value
    }
}
