import Metering

extension SunSpecDiscovery {
    private static let unimplemented: UInt16 = 0x8000

    /// A text of the common model, by its offset from the register that holds the model's ID.
    private struct Text {
        let name: String
        let offset: Int
        let registers: Int

        static let all = [
            Text(name: "id.manufacturer", offset: 2, registers: 16), Text(name: "id.model", offset: 18, registers: 16),
            Text(name: "id.options", offset: 34, registers: 8), Text(name: "id.version", offset: 42, registers: 8),
            Text(name: "id.serial", offset: 50, registers: 16),
        ]
    }

    func makeDevice() -> SunSpecDevice {
        let texts = Text.all.map { self.text($0) }
        return SunSpecDevice(
            baseAddress: self.base, manufacturer: texts[0]?.value, model: texts[1]?.value, options: texts[2]?.value,
            version: texts[3]?.value, serialNumber: texts[4]?.value, models: self.models,
            profile: self.meter.map { self.profile($0, texts: texts.compactMap { $0 }) }, problems: self.problems)
    }

    private func text(_ text: Text) -> (field: RegisterField, value: String)? {
        guard let common, text.offset + text.registers <= self.commonWords.count else { return nil }
        let field = RegisterField(
            name: text.name, obis: text.name == "id.serial" ? .serialNumber : nil, table: .holdingRegister,
            address: common.address + UInt16(text.offset), type: .string(registers: text.registers))
        let words = Array(self.commonWords[text.offset..<text.offset + text.registers])
        guard case .text(let value) = field.decode(words) else { return nil }
        return (field, value)
    }

    private func profile(_ meter: SunSpecModel, texts: [(field: RegisterField, value: String)]) -> DeviceProfile {
        let vendor = texts.first { $0.field.name == "id.manufacturer" }?.value ?? "SunSpec"
        let model = texts.first { $0.field.name == "id.model" }?.value ?? "model \(meter.id)"
        var fields: [RegisterField] = []
        var scales: [RegisterField] = []
        for point in SunSpecPoint.all {
            guard let field = self.field(point, meter) else { continue }
            fields.append(field)
            for factor in field.factors where !scales.contains(factor.field) { scales.append(factor.field) }
        }
        let checks = texts.filter { ["id.manufacturer", "id.model"].contains($0.field.name) }.map {
            IdentificationCheck(field: $0.field.name, expectation: .prefix($0.value))
        }
        return DeviceProfile(
            name: Self.name(vendor, model, meter), vendor: vendor, model: model, kind: .meter, phases: meter.phases,
            maximumBlockRegisters: self.maximumRegisters, fields: fields + scales + texts.map(\.field),
            identification: checks,
            source: [
                "SunSpec model \(meter.id) at \(meter.address), common model at \(self.base + 2), read from the device"
            ],
            notes: self.problems)
    }

    /// The field of a point that the device has, with the scale as its registers say it at each reading.
    private func field(_ point: SunSpecPoint, _ meter: SunSpecModel) -> RegisterField? {
        let scale = RegisterField(
            name: point.scale.name, table: .holdingRegister, address: meter.address + UInt16(point.scale.offset),
            type: .i16, absentPatterns: [UInt64(Self.unimplemented)])
        let multiplier = Scale(numerator: Int128(point.unit.multiplier), denominator: 1) ?? .one
        let field = RegisterField(
            name: point.name, obis: point.obis, table: .holdingRegister, address: meter.address + UInt16(point.offset),
            type: point.kind == .signed ? .i16 : .u32, scale: multiplier, unit: point.unit.unit,
            absentPatterns: point.kind == .signed ? [UInt64(Self.unimplemented)] : [],
            factors: [FieldFactor(.powerOfTen, scale)])
        guard field.registerCount <= self.maximumRegisters else { return nil }
        let start = Int(field.address) - Int(meter.address)
        guard let value = field.decode(Array(self.meterWords[start..<start + field.registerCount])).number else {
            return nil
        }
        return point.kind == .accumulator && value == 0 && !point.isMandatory ? nil : field
    }

    /// `sunspec-203-accuenergy-acurev-1313`: letters and digits of what the device calls itself, at most 64 characters.
    private static func name(_ vendor: String, _ model: String, _ meter: SunSpecModel) -> String {
        let text = "sunspec-\(meter.id)-\(vendor)-\(model)".lowercased()
        var name = ""
        for byte in text.utf8 {
            let isWord = (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte)
            if isWord { name.unicodeScalars.append(Unicode.Scalar(byte)) } else if name.last != "-" { name += "-" }
        }
        while name.last == "-" { name.removeLast() }
        return String(name.prefix(64))
    }
}
