internal import DeviceProfiles

/// All ways to read a few registers, the most plausible first: for a device whose data sheet is missing or wrong.
///
/// Give a register more on both sides of the place in question, and the matrix also shows what an address that is off
/// by one would give.
public struct DecodeMatrix: Hashable, Sendable {
    private static let types: [RegisterType] = [.u16, .i16, .u32, .i32, .f32, .u64, .i64, .f64, .bcd16, .bcd32]

    public let words: [UInt16]
    /// Best score first; equal ones in order of place, type and order.
    public let candidates: [DecodedCandidate]

    /// - Parameters:
    ///   - words: 1 to 125 registers as they came.
    ///   - address: of the first one, where known.
    public init(words: [UInt16], address: UInt16? = nil) {
        self.words = words
        var all: [DecodedCandidate] = []
        for offset in words.indices {
            for type in Self.types where offset + type.registerCount <= words.count {
                let part = Array(words[offset..<(offset + type.registerCount)])
                for order in Self.orders(of: type) {
                    guard var candidate = Self.read(part, as: type, order) else { continue }
                    candidate.offset = offset
                    candidate.address = address.map { $0 &+ UInt16(truncatingIfNeeded: offset) }
                    all.append(candidate)
                }
            }
        }
        all += Self.texts(words, address)
        self.candidates = all.enumerated().sorted {
            ($1.element.score, $0.offset) < ($0.element.score, $1.offset)
        }.map(\.element)
    }

    /// The readings that begin at one register.
    public func candidates(at offset: Int) -> [DecodedCandidate] { self.candidates.filter { $0.offset == offset } }

    /// One register knows only the order of its bytes.
    private static func orders(of type: RegisterType) -> [WordOrder] {
        type.registerCount == 1 ? [.abcd, .badc] : WordOrder.allCases
    }

    private static func read(_ words: [UInt16], as type: RegisterType, _ order: WordOrder) -> DecodedCandidate? {
        let raw = self.join(words, order)
        let value: String
        let judged: (score: Int, meanings: [String])
        let bits = 16 * words.count
        switch type {
        case .u16, .u32, .u64:
            value = "\(raw)"
            judged = raw > UInt64(Int64.max) ? (0, []) : Plausibility.judge(whole: Int64(raw), bits: bits)
        case .i16, .i32, .i64:
            let shift = UInt64(64 - bits)
            let number = Int64(bitPattern: raw << shift) >> Int64(shift)
            // What is not negative is the same as without a sign.
            guard number < 0 else { return nil }
            value = "\(number)"
            let whole = Plausibility.judge(whole: number, bits: bits)
            judged = (whole.score / 2, whole.meanings)
        case .f32:
            let number = Float(bitPattern: UInt32(truncatingIfNeeded: raw))
            value = "\(number)"
            let float = Plausibility.judge(Double(number))
            // Such a round number is more often half a value beside an empty register.
            judged = raw & 0xFFFF == 0 ? (float.score * 4 / 5, float.meanings) : float
        case .f64:
            let number = Double(bitPattern: raw)
            value = "\(number)"
            judged = Plausibility.judge(number)
        case .bcd16, .bcd32:
            guard let number = self.decimal(raw, digits: 4 * words.count) else { return nil }
            value = "\(number)"
            let whole = Plausibility.judge(whole: number, bits: bits)
            judged = (whole.score * 2 / 3, whole.meanings)
        case .string, .bits, .coil: return nil
        }
        // Of four orders, the standard's own is met most often.
        let score = judged.score - (order == .abcd ? 0 : order == .cdab ? 2 : 4)
        return DecodedCandidate(
            offset: 0, address: nil, type: type, order: order, value: value, meanings: judged.meanings,
            score: max(0, score))
    }

    private static func join(_ words: [UInt16], _ order: WordOrder) -> UInt64 {
        let ordered = order == .cdab || order == .dcba ? words.reversed() : words
        let swaps = order == .badc || order == .dcba
        return ordered.reduce(0) { $0 << 16 | UInt64(swaps ? $1.byteSwapped : $1) }
    }

    private static func decimal(_ raw: UInt64, digits: Int) -> Int64? {
        var value: Int64 = 0
        for place in (0..<digits).reversed() {
            let digit = Int64(raw >> UInt64(4 * place) & 0xF)
            guard digit < 10 else { return nil }
            value = value * 10 + digit
        }
        return value
    }

    /// Runs of printable characters over all registers.
    private static func texts(_ words: [UInt16], _ address: UInt16?) -> [DecodedCandidate] {
        [WordOrder.abcd, .badc].compactMap { order in
            let bytes = words.flatMap { word -> [UInt8] in
                let word = order == .badc ? word.byteSwapped : word
                return [UInt8(word >> 8), UInt8(word & 0xFF)]
            }
            let trimmed = bytes.prefix { $0 != 0 }
            let isPadded = bytes.dropFirst(trimmed.count).allSatisfy { $0 == 0 || $0 == 0x20 }
            guard trimmed.count > 2, isPadded, trimmed.allSatisfy({ (0x20...0x7E).contains($0) }) else { return nil }
            let text = String(decoding: trimmed, as: UTF8.self)
            // By chance, a byte is printable in three of eight cases.
            let score = min(96, 16 * trimmed.count) - (order == .abcd ? 0 : 3)
            return DecodedCandidate(
                offset: 0, address: address, type: .string(registers: words.count), order: order, value: text,
                meanings: ["text"], score: score)
        }
    }
}
