extension RegisterField {
    /// Decodes all ``registerCount`` registers, in the order they came over the line. Never traps, whatever they hold.
    ///
    /// A coil or discrete input is one word of 0 or 1.
    public func decode(_ words: [UInt16]) -> FieldValue {
        guard words.count == self.registerCount else {
            return .absent(.wrongLength(expected: self.registerCount, found: words.count))
        }
        guard self.factors.isEmpty, self.addends.isEmpty else { return self.decodeComposed(words) }
        if case .string = self.type { return self.text(words) }
        let raw = self.order.joined(words)
        if self.absentPatterns.contains(raw) { return .absent(.marker(raw)) }
        switch self.number(raw) {
        case .failure(let reason): return .absent(reason.reason)
        case .success(let number):
            guard let scaled = self.scale.applied(to: number), let value = self.powerFactor.decoded(scaled) else {
                return .absent(.outOfRange)
            }
            return .value(value)
        }
    }

    private struct Absent: Error {
        let reason: AbsenceReason
    }

    private func number(_ raw: UInt64) -> Result<BinaryNumber, Absent> {
        switch self.type {
        case .u16, .u32, .u64: return .success(BinaryNumber(raw))
        case .i16: return .success(BinaryNumber(Int64(Int16(truncatingIfNeeded: raw))))
        case .i32: return .success(BinaryNumber(Int64(Int32(truncatingIfNeeded: raw))))
        case .i64: return .success(BinaryNumber(Int64(bitPattern: raw)))
        case .f32: return Self.finite(Double(Float(bitPattern: UInt32(truncatingIfNeeded: raw))))
        case .f64: return Self.finite(Double(bitPattern: raw))
        case .bcd16, .bcd32: return Self.decimal(raw, digits: self.type.registerCount * 4)
        case .bits(let first, let count):
            return .success(BinaryNumber(raw >> UInt64(first) & (1 << UInt64(count) - 1)))
        case .coil: return raw > 1 ? .failure(Absent(reason: .malformed)) : .success(BinaryNumber(raw))
        case .string: return .failure(Absent(reason: .malformed))
        }
    }

    private static func finite(_ value: Double) -> Result<BinaryNumber, Absent> {
        BinaryNumber(value).map { .success($0) } ?? .failure(Absent(reason: .notFinite))
    }

    private static func decimal(_ raw: UInt64, digits: Int) -> Result<BinaryNumber, Absent> {
        var value: UInt64 = 0
        for index in (0..<digits).reversed() {
            let digit = raw >> UInt64(index * 4) & 0xF
            guard digit <= 9 else { return .failure(Absent(reason: .malformed)) }
            value = value * 10 + digit
        }
        return .success(BinaryNumber(value))
    }

    /// Text keeps its registers in reading order under every word order; only the byte order inside them matters.
    private func text(_ words: [UInt16]) -> FieldValue {
        let bytes = words.flatMap { word in
            let ordered = self.order.swapsBytes ? word.byteSwapped : word
            return [UInt8(ordered >> 8), UInt8(ordered & 0xFF)]
        }
        var characters = bytes.prefix { $0 != 0 }
        while characters.last == UInt8(ascii: " ") { characters.removeLast() }
        guard !characters.isEmpty, !bytes.allSatisfy({ $0 == 0xFF }) else { return .absent(.empty) }
        guard characters.allSatisfy({ (0x20...0x7E).contains($0) }) else { return .absent(.malformed) }
        return .text(String(decoding: characters, as: UTF8.self))
    }
}
