public import ModbusProtocol

/// Decodes a line's traffic by listening alone: requests, the answers to them, and what is neither.
///
/// Frames are found by length and checksum at any offset, so it may begin in the middle of a frame and finds its way
/// again after noise. A frame that seems to begin at the start of what is pending is waited for until the line pauses.
public struct SniffDecoder: Sendable {
    /// A pause inside a frame that ends it: more than devices are known to make.
    private static let breakNanoseconds: Int64 = 20_000_000
    /// More than the longest frame is never pending.
    private static let limit = 3 * ModbusLimits.rtuFrame

    private struct Question {
        let unit: UInt8
        let request: ModbusRequest
        let pdu: [UInt8]
        let end: Int64
    }

    private let timing: LineTiming
    private let pause: Int64
    private var buffer: [UInt8] = []
    /// Ends of the characters in the buffer.
    private var stamps: [Int64] = []
    private var lastEnd: Int64?
    private var question: Question?
    public private(set) var summary = SniffSummary()

    /// - Parameter timing: of the line as it is listened to.
    public init(timing: LineTiming) {
        self.timing = timing
        self.pause = max(Self.breakNanoseconds, 2 * timing.silenceNanoseconds)
    }

    /// Adds what was found in one look.
    public mutating func receive(_ heard: HeardBytes) -> [SniffedItem] {
        guard !heard.bytes.isEmpty else { return [] }
        let previous = self.stamps.last ?? self.lastEnd ?? .min
        let ends = heard.bytes.indices.map { index in
            max(previous, heard.nanoseconds - self.timing.duration(ofCharacters: heard.bytes.count - 1 - index))
        }
        var items: [SniffedItem] = []
        if let last = self.stamps.last, ends[0] - self.timing.characterNanoseconds - last > self.pause {
            items = self.flush()
        }
        self.buffer += heard.bytes
        self.stamps += ends
        self.summary.heard(heard.bytes.count, from: ends[0], to: heard.nanoseconds)
        items += self.decode(isFinal: false)
        if self.buffer.count > Self.limit { items += self.flush() }
        return items
    }

    /// Nothing more comes, or the line has been silent for long: what is pending is settled.
    public mutating func flush() -> [SniffedItem] {
        var items = self.decode(isFinal: true)
        items += self.discard(self.buffer.count)
        return items
    }

    private mutating func decode(isFinal: Bool) -> [SniffedItem] {
        var items: [SniffedItem] = []
        while let (range, kind) = self.firstFrame(isFinal: isFinal) {
            items += self.discard(range.lowerBound)
            items.append(.frame(self.take(range.count, kind)))
        }
        return items
    }

    // MARK: Finding

    private enum Candidate {
        case impossible
        case incomplete
        case complete(end: Int, SniffedFrame.Kind)
    }

    private func firstFrame(isFinal: Bool) -> (Range<Int>, SniffedFrame.Kind)? {
        for offset in self.buffer.indices {
            switch self.candidate(at: offset, isFinal: isFinal) {
            case .impossible: continue
            case .incomplete:
                // Only what begins at a frame's place is worth waiting for.
                if offset == 0, !isFinal { return nil }
            case .complete(let end, let kind): return (offset..<end, kind)
            }
        }
        return nil
    }

    private func candidate(at offset: Int, isFinal: Bool) -> Candidate {
        let pdu = self.buffer[(offset + 1)...]
        guard let code = pdu.first else { return .incomplete }
        let request = self.asRequest(at: offset, pdu)
        let answer = self.asAnswer(at: offset, pdu)
        let expectsAnswer = self.question.map { $0.unit == self.buffer[offset] && $0.pdu.first == code & 0x7F }
        for candidate in expectsAnswer == true ? [answer, request] : [request, answer] {
            if case .complete = candidate { return candidate }
        }
        if case .incomplete = request { return .incomplete }
        if case .incomplete = answer { return .incomplete }
        if isFinal, offset == 0, ModbusFunction(rawValue: code & 0x7F) == nil, CRC16.isValid(self.buffer[...]) {
            return .complete(end: self.buffer.count, .other)
        }
        return ModbusFunction(rawValue: code & 0x7F) == nil && offset == 0 && self.buffer.count < 4
            ? .incomplete : .impossible
    }

    private func asRequest(at offset: Int, _ pdu: ArraySlice<UInt8>) -> Candidate {
        guard let code = pdu.first, ModbusFunction(rawValue: code) != nil else { return .impossible }
        guard let length = ModbusRequest.length(ofPDU: pdu) else { return .incomplete }
        let candidate = self.framed(at: offset, length: length, .request)
        guard case .complete = candidate else { return candidate }
        return (try? ModbusRequest(pdu: pdu.prefix(length))) == nil ? .impossible : candidate
    }

    private func asAnswer(at offset: Int, _ pdu: ArraySlice<UInt8>) -> Candidate {
        guard self.buffer[offset] != 0 else { return .impossible }
        switch AnswerLength(ofPDU: pdu) {
        case .impossible: return .impossible
        case .unknownYet: return .incomplete
        case .known(let length):
            let isException = (pdu.first ?? 0) & 0x80 != 0
            return self.framed(at: offset, length: length, isException ? .exception : .answer)
        }
    }

    private func framed(at offset: Int, length: Int, _ kind: SniffedFrame.Kind) -> Candidate {
        guard length <= ModbusLimits.pdu else { return .impossible }
        let end = offset + length + 3
        guard end <= self.buffer.count else { return .incomplete }
        return CRC16.isValid(self.buffer[offset..<end]) ? .complete(end: end, kind) : .impossible
    }

    // MARK: Taking

    private mutating func take(_ count: Int, _ kind: SniffedFrame.Kind) -> SniffedFrame {
        let start = self.stamps[0] - self.timing.characterNanoseconds
        let gap = self.lastEnd.map { max(0, start - $0) }
        var frame = SniffedFrame(
            kind: kind, unit: self.buffer[0], pdu: Array(self.buffer[1..<(count - 2)]),
            startNanoseconds: start, endNanoseconds: self.stamps[count - 1], gapNanoseconds: gap,
            keepsSilence: gap.map { $0 >= self.timing.silenceNanoseconds })
        self.remove(count)
        self.match(&frame)
        self.summary.count(frame)
        return frame
    }

    private mutating func match(_ frame: inout SniffedFrame) {
        switch frame.kind {
        case .request:
            frame.request = try? ModbusRequest(pdu: frame.pdu)
            self.question = frame.request.map {
                Question(unit: frame.unit, request: $0, pdu: frame.pdu, end: frame.endNanoseconds)
            }
        case .answer, .exception:
            guard let question, question.unit == frame.unit,
                (try? ModbusResponse(pdu: frame.pdu, answering: question.request)) != nil
            else { return }
            frame.request = question.request
            frame.latencyNanoseconds = max(0, frame.startNanoseconds - question.end)
            self.question = nil
        case .other: self.question = nil
        }
    }

    private mutating func discard(_ count: Int) -> [SniffedItem] {
        guard count > 0 else { return [] }
        let bytes = Array(self.buffer.prefix(count))
        let start = self.stamps[0] - self.timing.characterNanoseconds
        let end = self.stamps[count - 1]
        self.remove(count)
        self.summary.countUnknown(bytes.count)
        return [.unknown(bytes: bytes, startNanoseconds: start, endNanoseconds: end)]
    }

    private mutating func remove(_ count: Int) {
        self.lastEnd = self.stamps[count - 1]
        self.buffer.removeFirst(count)
        self.stamps.removeFirst(count)
    }
}
