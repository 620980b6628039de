extension RegisterField {
    /// The registers that decode to `value`, or to the nearest value the field can hold.
    ///
    /// - Parameter value: in the base unit.
    /// - Throws: ``ProfileError/unencodable(field:value:expected:)`` where the type cannot hold the value, the field is
    ///   text, other registers have a part in it (see ``settled(by:)``), or the result is one of its "not available" markers.
    public func encode(_ value: Int64) throws(ProfileError) -> [UInt16] {
        guard self.factors.isEmpty, self.addends.isEmpty else {
            throw .unencodable(
                field: self.name, value: String(value), expected: "a field that no other register has a part in")
        }
        guard let plain = self.powerFactor.encoded(value), let raw = self.rawPattern(plain) else {
            throw .unencodable(field: self.name, value: String(value), expected: "a value that \(self.type) can hold")
        }
        guard !self.absentPatterns.contains(raw) else {
            throw .unencodable(
                field: self.name, value: String(value), expected: "a value that is not the marker for \"not available\""
            )
        }
        return self.order.split(raw, registers: self.type.registerCount)
    }

    /// The registers of a text field, padded with NUL.
    public func encode(text: String) throws(ProfileError) -> [UInt16] {
        guard case .string(let registers) = self.type else {
            throw .unencodable(field: self.name, value: text, expected: "a number")
        }
        var bytes = Array(text.utf8)
        guard bytes.count <= registers * 2, bytes.allSatisfy({ (0x20...0x7E).contains($0) }) else {
            throw .unencodable(
                field: self.name, value: text, expected: "at most \(registers * 2) printable ASCII characters")
        }
        bytes += Array(repeating: 0, count: registers * 2 - bytes.count)
        return stride(from: 0, to: bytes.count, by: 2).map { index in
            let word = UInt16(bytes[index]) << 8 | UInt16(bytes[index + 1])
            return self.order.swapsBytes ? word.byteSwapped : word
        }
    }

    private func rawPattern(_ value: Int64) -> UInt64? {
        let number = self.scale.removed(from: value)
        switch self.type {
        case .u16: return UInt16(exactly: number).map(UInt64.init)
        case .i16: return Int16(exactly: number).map { UInt64(UInt16(bitPattern: $0)) }
        case .u32: return UInt32(exactly: number).map(UInt64.init)
        case .i32: return Int32(exactly: number).map { UInt64(UInt32(bitPattern: $0)) }
        case .u64: return UInt64(exactly: number)
        case .i64: return Int64(exactly: number).map(UInt64.init(bitPattern:))
        case .f32:
            let float = Float(self.scale.removedFloating(from: value))
            return float.isFinite ? UInt64(float.bitPattern) : nil
        case .f64:
            let double = self.scale.removedFloating(from: value)
            return double.isFinite ? double.bitPattern : nil
        case .bcd16, .bcd32: return Self.binaryCodedDecimal(number, digits: self.type.registerCount * 4)
        case .bits(let first, let count):
            return UInt64(exactly: number).flatMap { $0 >> UInt64(count) == 0 ? $0 << UInt64(first) : nil }
        case .coil: return number == 0 || number == 1 ? UInt64(number) : nil
        case .string: return nil
        }
    }

    private static func binaryCodedDecimal(_ number: Int128, digits: Int) -> UInt64? {
        guard var rest = UInt64(exactly: number) else { return nil }
        var raw: UInt64 = 0
        for index in 0..<digits {
            raw |= (rest % 10) << UInt64(index * 4)
            rest /= 10
        }
        return rest == 0 ? raw : nil
    }
}
