internal import ModbusProtocol

/// What the bytes of one exchange were: the echo, the answer, other frames, and the rest.
struct HeardPieces {
    /// Well-formed frames besides echo and answer.
    private(set) var frames: [SniffedFrame] = []
    /// Bytes that belong to nothing.
    private(set) var rest: [UInt8] = []
    /// Bytes of the answer with address and checksum; nil where there was none.
    private(set) var answerLength: Int?
    private(set) var sawEcho = false

    init(_ record: LineRecord, timing: LineTiming) {
        var bytes: [UInt8] = []
        var stamps: [Int64] = []
        for heard in record.heard {
            bytes += heard.bytes
            stamps += heard.bytes.indices.map {
                heard.nanoseconds - timing.duration(ofCharacters: heard.bytes.count - 1 - $0)
            }
        }
        var pieces: [Range<Int>] = [bytes.startIndex..<bytes.endIndex]
        self.sawEcho = Self.cut(record.sent, of: bytes, from: &pieces)
        if let answer = record.answer {
            let frame = RTUFrame.encode(unit: record.unit, pdu: answer)
            // Some functions are answered with the request itself: the echo was the first one.
            if Self.cut(frame, of: bytes, from: &pieces) { self.answerLength = frame.count }
            if self.answerLength == nil, frame == record.sent, self.sawEcho, !record.sawEcho {
                (self.answerLength, self.sawEcho) = (frame.count, false)
            }
        }
        for piece in pieces where !piece.isEmpty {
            self.sort(Array(bytes[piece]), Array(stamps[piece]), own: record.sent, timing)
        }
    }

    /// Takes the first occurrence of `frame` out of the pieces.
    private static func cut(_ frame: [UInt8], of bytes: [UInt8], from pieces: inout [Range<Int>]) -> Bool {
        guard !frame.isEmpty else { return false }
        for (index, piece) in pieces.enumerated() where piece.count >= frame.count {
            let last = piece.upperBound - frame.count
            guard let start = (piece.lowerBound...last).first(where: { bytes[$0...].starts(with: frame) }) else {
                continue
            }
            pieces.replaceSubrange(
                index...index, with: [piece.lowerBound..<start, (start + frame.count)..<piece.upperBound])
            return true
        }
        return false
    }

    private mutating func sort(_ bytes: [UInt8], _ stamps: [Int64], own: [UInt8], _ timing: LineTiming) {
        var decoder = SniffDecoder(timing: timing)
        var items: [SniffedItem] = []
        for (byte, stamp) in zip(bytes, stamps) {
            items += decoder.receive(HeardBytes(nanoseconds: stamp, bytes: [byte]))
        }
        for item in items + decoder.flush() {
            switch item {
            case .frame(let frame): if frame.bytes != own { self.frames.append(frame) }
            case .unknown(let bytes, _, _): self.rest += bytes
            }
        }
    }
}
