import DeviceProfiles
import Foundation

/// The registers of a meter as its profile file describes them, encoded without the product's codec, with the values
/// that they stand for. Values make sense on a network of 50 Hz and differ from field to field.
struct RegisterImage {
    private(set) var words: [String: [Int: UInt16]] = [:]
    /// By the field's name: a number in the base unit.
    private(set) var numbers: [String: Int64] = [:]
    private(set) var texts: [String: String] = [:]
    let profile: RawProfile

    private static let units: [String: (multiplier: Decimal, typical: Double)] = [
        "V": (1000, 230), "A": (1000, 7), "W": (1000, 1500), "kW": (1_000_000, 1.5), "var": (1000, 400),
        "kvar": (1_000_000, 0.4), "VA": (1000, 1560), "kVA": (1_000_000, 1.56), "Wh": (1, 1_234_000),
        "kWh": (1000, 1234), "varh": (1, 99_000), "kvarh": (1000, 99), "VAh": (1, 120_000), "kVAh": (1000, 1300),
        "Hz": (1000, 50), "pf": (10_000, 0.9), "none": (1, 7), "percent": (100, 3),
    ]
    /// Powers of ten that the scale registers hold.
    private static let exponents = [
        "sf.a": -2, "sf.hz": -2, "sf.v": -1, "sf.w": -1, "sf.va": -1, "sf.var": 0, "sf.pf": -2, "sf.wh": 1,
    ]

    init(_ profile: RawProfile) {
        self.profile = profile
        for (index, field) in profile.fields.enumerated() { self.add(field, index) }
        let own = self.numbers
        for field in profile.fields where !field.adds.isEmpty {
            self.numbers[field.name] = ([field.name] + field.adds).compactMap { own[$0] }.reduce(0, +)
        }
    }

    private mutating func add(_ field: RawProfile.Field, _ index: Int) {
        if field.type == "string" {
            let text = self.profile.identity[field.name] ?? "TEXT \(index)"
            self.texts[field.name] = text
            var bytes = Array(text.utf8)
            bytes += Array(repeating: 0, count: 2 * field.registers - bytes.count)
            return self.store(bytes, field, order: field.order == "ABCD" || field.order == "CDAB" ? "ABCD" : "BADC")
        }
        guard let unit = Self.units[field.unit] else { return }
        let exponent = field.keys["scale_register"].map { Self.exponents[$0] ?? 0 } ?? 0
        let power = exponent < 0 ? 1 / pow(Decimal(10), -exponent) : pow(Decimal(10), exponent)
        let step = field.scale * power
        // Equal neighbours would hide a value that comes from the wrong place.
        let typical = unit.typical * (1 + Double(index) / 1000) / NSDecimalNumber(decimal: step).doubleValue
        let raw: Decimal
        if let known = self.profile.identity[field.name].flatMap({ RawProfile.number($0) }) {
            raw = Decimal(known)
        } else if let exponent = Self.exponents[field.name] {
            raw = Decimal(exponent)
        } else if field.keys["power_factor"] == "schneider-4q" {
            raw = 1.25
        } else {
            raw = Decimal(field.type.hasPrefix("f") ? (typical * 8).rounded() / 8 : typical.rounded())
        }
        self.store(Self.bytes(raw, field.type), field, order: field.order)
        let product = raw * step * unit.multiplier
        self.numbers[field.name] =
            field.keys["power_factor"] == "schneider-4q" ? 7500 : Self.rounded(product)
    }

    /// Puts a marker into the registers of one field.
    mutating func mark(_ field: RawProfile.Field, _ pattern: UInt64) {
        let bytes = (0..<2 * field.registers).reversed().map { UInt8(truncatingIfNeeded: pattern >> (8 * UInt64($0))) }
        self.store(bytes, field, order: field.order)
    }

    private mutating func store(_ bytes: [UInt8], _ field: RawProfile.Field, order: String) {
        var words = stride(from: 0, to: bytes.count, by: 2).map { UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]) }
        if order == "CDAB" || order == "DCBA" { words.reverse() }
        if order == "BADC" || order == "DCBA" { words = words.map { $0 << 8 | $0 >> 8 } }
        for (offset, word) in words.enumerated() {
            self.words[field.table, default: [:]][field.address + offset] = word
        }
    }

    private static func bytes(_ raw: Decimal, _ type: String) -> [UInt8] {
        let number = NSDecimalNumber(decimal: raw)
        func split(_ bits: UInt64, _ count: Int) -> [UInt8] {
            (0..<count).reversed().map { UInt8(truncatingIfNeeded: bits >> (8 * UInt64($0))) }
        }
        switch type {
        case "f32": return split(UInt64(Float(number.doubleValue).bitPattern), 4)
        case "f64": return split(number.doubleValue.bitPattern, 8)
        default:
            let bits = UInt64(bitPattern: number.int64Value)
            return split(bits, type.hasSuffix("16") || type == "coil" ? 2 : type.hasSuffix("32") ? 4 : 8)
        }
    }

    private static func rounded(_ value: Decimal) -> Int64 {
        var (value, result) = (value, Decimal())
        NSDecimalRound(&result, &value, 0, .plain)
        return NSDecimalNumber(decimal: result).int64Value
    }
}

extension RegisterImage {
    /// The device's answer: it knows its own registers, shows rubbish in gaps, and takes no longer reads than it says.
    func answer(_ question: RegisterQuestion) -> RegisterAnswer {
        let known = self.words[question.table.rawValue] ?? [:]
        let (first, last) = (Int(question.address), Int(question.address) + question.count - 1)
        guard !known.isEmpty else { return .refused(exception: 1) }
        guard question.count <= self.profile.maximumRegisters else { return .refused(exception: 3) }
        guard known[first] != nil, known[last] != nil else { return .refused(exception: 2) }
        return .words((first...last).map { known[$0] ?? 0xDEAD })
    }
}
