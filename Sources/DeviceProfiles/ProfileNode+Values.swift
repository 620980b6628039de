import Metering

extension ProfileNode {
    func text(atMost limit: Int) throws(ProfileError) -> String {
        let text = try self.scalar("a text")
        let scalars = text.unicodeScalars
        guard !scalars.isEmpty, scalars.count <= limit, scalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F })
        else {
            throw self.invalid(
                found: text, expected: "a text of 1 to \(limit) characters on one line", advice: "shorten or fill it")
        }
        return text
    }

    func texts(atMost limit: Int) throws(ProfileError) -> [String] {
        var texts: [String] = []
        for item in try self.list(atMost: limit) { texts.append(try item.text(atMost: 400)) }
        guard !texts.isEmpty else { throw self.count(0, expected: "at least one entry") }
        return texts
    }

    /// 1 to 64 lower-case letters, digits and the characters of `allowing`, beginning with a letter.
    func name(allowing: String, expected: String) throws(ProfileError) -> String {
        let text = try self.scalar(expected)
        let bytes = Array(text.utf8)
        let inside = Array(allowing.utf8)
        guard let first = bytes.first, (97...122).contains(first), bytes.count <= 64,
            bytes.allSatisfy({ (97...122).contains($0) || (48...57).contains($0) || inside.contains($0) })
        else {
            throw self.invalid(found: text, expected: expected, advice: "rename it")
        }
        return text
    }

    func integer(in range: ClosedRange<Int>) throws(ProfileError) -> Int {
        let text = try self.scalar("a whole number")
        guard let value = Self.unsigned(text).flatMap({ Int(exactly: $0) }), range.contains(value) else {
            throw self.invalid(
                found: text, expected: "a whole number from \(range.lowerBound) to \(range.upperBound)",
                advice: "write it in decimal digits or as 0x with hexadecimal digits")
        }
        return value
    }

    /// A bit pattern, usually in hexadecimal.
    func pattern(atMost limit: UInt64) throws(ProfileError) -> UInt64 {
        let text = try self.scalar("a number such as 0xFFFF")
        guard let value = Self.unsigned(text), value <= limit else {
            throw self.invalid(
                found: text, expected: "a number from 0 to 0x\(String(limit, radix: 16, uppercase: true))",
                advice: "write it in decimal digits or as 0x with hexadecimal digits")
        }
        return value
    }

    private static func unsigned(_ text: String) -> UInt64? {
        let digits = text.hasPrefix("0x") ? text.dropFirst(2) : text[...]
        guard digits.utf8.first != UInt8(ascii: "+"), digits.utf8.first != UInt8(ascii: "-") else { return nil }
        return UInt64(digits, radix: text.hasPrefix("0x") ? 16 : 10)
    }

    func boolean() throws(ProfileError) -> Bool {
        try self.choice(among: ["true", "false"]) == "true"
    }

    func choice(among names: [String]) throws(ProfileError) -> String {
        let text = try self.scalar("one of \(names.joined(separator: ", "))")
        guard names.contains(text) else {
            let listed = names.count <= 24 ? names.joined(separator: ", ") : "a name that is defined above"
            throw self.invalid(
                found: text, expected: "one of \(listed)",
                advice: NearestName.of(text, among: names).map { "did you mean \"\($0)\"?" } ?? "choose one of them")
        }
        return text
    }

    func choice<Value: RawRepresentable<String> & CaseIterable>(_ type: Value.Type) throws(ProfileError) -> Value {
        let text = try self.choice(among: Value.allCases.map(\.rawValue))
        guard let value = Value(rawValue: text) else {
            throw self.invalid(found: text, expected: "a known value", advice: "choose one of them")
        }
        return value
    }

    func fileUnit() throws(ProfileError) -> FileUnit {
        let name = try self.choice(among: FileUnit.all.map(\.name))
        return FileUnit.all.first { $0.name == name }?.unit ?? .none
    }

    func obis() throws(ProfileError) -> ObisCode {
        let text = try self.scalar("an OBIS code such as 1-0:1.8.0")
        guard let code = ObisCode(text) else {
            throw self.invalid(
                found: text, expected: "an OBIS code such as 1-0:1.8.0", advice: "give the groups A-B:C.D.E, in quotes")
        }
        return code
    }

    /// A positive decimal, exactly, times the unit's factor.
    func scale(multiplier: Int64) throws(ProfileError) -> Scale {
        let text = try self.scalar("a decimal such as 0.01")
        guard let scale = Scale(decimal: text, multiplier: multiplier) else {
            throw self.invalid(
                found: text, expected: "a positive decimal such as 0.01, with at most 12 digits on each side",
                advice: "write it without sign and exponent")
        }
        return scale
    }

    /// A decimal amount of 0 or more in the file's unit, as a whole number of base units.
    func amount(multiplier: Int64) throws(ProfileError) -> Int64 {
        let text = try self.scalar("a decimal such as 49.5")
        if text == "0" { return 0 }
        let scale = try self.scale(multiplier: multiplier)
        guard scale.denominator == 1 else {
            throw self.invalid(
                found: text, expected: "a whole number of base units", advice: "round it to the base unit's step")
        }
        return scale.numerator
    }
}
