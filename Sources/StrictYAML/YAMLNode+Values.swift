public import Metering

extension YAMLNode {
    /// Plain text, not empty, without control characters.
    ///
    /// - Parameters:
    ///   - expected: what to call it in errors.
    ///   - limit: the most bytes in UTF-8.
    public func text(
        _ expected: String = "text", atMost limit: Int = YAMLLimits.textBytes
    ) throws(YAMLError) -> String {
        let text = try self.scalar(expected)
        guard !text.isEmpty else { throw self.mismatch(expected: expected, advice: "Write a value after the colon.") }
        guard text.utf8.count <= limit, !text.unicodeScalars.contains(where: PlainText.isControl) else {
            throw self.error(
                "is too long or has control characters", expected: "text of 1 to \(limit) bytes",
                advice: "Write a shorter, plain value.")
        }
        return text
    }

    /// The texts of a list with at least one item; `limit` is for one of them.
    public func texts(atMost count: Int, bytes limit: Int = YAMLLimits.textBytes) throws(YAMLError) -> [String] {
        var texts: [String] = []
        for item in try self.list(atMost: count) { texts.append(try item.text(atMost: limit)) }
        guard !texts.isEmpty else { throw self.count(0, expected: "at least one") }
        return texts
    }

    /// 1 to 64 lower-case letters, digits and the characters of `allowing`, beginning with a letter.
    public func name(allowing: String, expected: String) throws(YAMLError) -> String {
        let text = try self.text(expected)
        let bytes = Array(text.utf8)
        let inside = Array(allowing.utf8)
        guard let first = bytes.first, (0x61...0x7a).contains(first), bytes.count <= 64,
            bytes.allSatisfy({ (0x61...0x7a).contains($0) || (0x30...0x39).contains($0) || inside.contains($0) })
        else { throw self.mismatch(expected: expected, advice: "Rename it.") }
        return text
    }

    public func boolean() throws(YAMLError) -> Bool { try self.choice([("true", true), ("false", false)]) }

    /// An OBIS code such as `1-0:1.8.0`.
    public func obis() throws(YAMLError) -> ObisCode {
        let expected = "an OBIS code such as 1-0:1.8.0"
        guard let code = ObisCode(try self.text(expected)) else {
            throw self.mismatch(expected: expected, advice: "Give the groups A-B:C.D.E, in quotes.")
        }
        return code
    }

    /// Refuses `values` of this node in which one is there twice.
    ///
    /// - Parameter what: what one of them is, in words.
    public func refuseRepetition(of values: [String], _ what: String) throws(YAMLError) {
        var seen: Set<String> = []
        for value in values where !seen.insert(value).inserted {
            throw self.duplicate("the \(what) \(Self.shortened(value))")
        }
    }
}
