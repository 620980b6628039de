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
        let code = NumberCode(self)
        let raw = code.raw(words.span)
        return self.absentPatterns.contains(raw) ? .absent(.marker(raw)) : code.value(raw)
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
