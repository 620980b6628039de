/// Reads choices from the bytes of an input; zeros after their end.
struct FuzzInput {
    private(set) var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { self.rest = bytes[...] }

    var isEmpty: Bool { self.rest.isEmpty }

    mutating func byte() -> UInt8 { self.rest.popFirst() ?? 0 }

    mutating func word() -> UInt16 { UInt16(self.byte()) << 8 | UInt16(self.byte()) }

    /// 1 to `limit`.
    mutating func count(upTo limit: Int) -> Int { Int(self.word()) % limit + 1 }

    mutating func bytes(_ count: Int) -> [UInt8] {
        let bytes = self.rest.prefix(count)
        self.rest = self.rest.dropFirst(count)
        return Array(bytes)
    }
}

extension [UInt8] {
    /// The same bytes in pieces whose lengths, 1 to 16, follow from `seed`.
    func pieces(seed: UInt8) -> [ArraySlice<UInt8>] {
        var pieces: [ArraySlice<UInt8>] = []
        var (rest, state) = (self[...], UInt32(seed))
        while !rest.isEmpty {
            state = state &* 1_664_525 &+ 1_013_904_223
            let piece = rest.prefix(Int(state >> 28) + 1)
            pieces.append(piece)
            rest = rest.dropFirst(piece.count)
        }
        return pieces
    }
}
