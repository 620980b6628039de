/// Finds the answer to one request in the bytes that come back on a serial line.
///
/// Unit, function, byte count (for writes the repeated address and value) and checksum must match; where they do is
/// of no matter, so noise and the echo of the own request are skipped. A frame that completes behind the start of
/// another candidate waits until that candidate is settled or the line is silent. The pieces in which the bytes come
/// change nothing: what is found after each byte is found.
///
/// No answer is taken behind so many other bytes that the unit's own answer may be among them: a second one is somebody
/// else's.
public struct RTUResponseFramer: Sendable {
    public enum Reception: Hashable, Sendable {
        /// At least so many bytes are missing.
        case waiting(missing: Int)
        /// The stamps are those of the answer's first and last byte.
        case answered(ModbusResponse, firstByteNanoseconds: Int64, lastByteNanoseconds: Int64)
    }

    /// What the bytes without an answer look like.
    public enum Remains: Hashable, Sendable {
        case nothing
        /// Our own request came back and nothing else.
        case echoOnly
        /// The echo differs from what was sent: two masters, or a damaged request.
        case collision
        /// Another master asked the same unit meanwhile: whatever answer came may be its answer.
        case foreignRequest
        /// More came than our answer and noise: somebody else asks, and the next answer may be for him.
        case crowded
        /// A frame that starts like our answer is cut or has a wrong checksum: the question is not open any more.
        case damagedAnswer
        /// Bytes that have nothing to do with our answer.
        case noise
    }

    private enum Candidate {
        case impossible
        case incomplete(missing: Int)
        case damaged
        case complete(ModbusResponse, end: Int)
    }

    public let unit: UInt8
    public let request: ModbusRequest
    let sent: [UInt8]
    private let expectsEcho: Bool
    private let hearsOthers: Bool
    private(set) var buffer: [UInt8] = []
    private(set) var stamps: [Int64] = []
    /// Where an answer may begin: behind the echo.
    private(set) var start = 0
    /// Everything before is no answer, whatever follows.
    private var settled = 0
    private var answer: Reception?
    /// Where the answer stands in the buffer.
    private(set) var place = 0..<0
    private var missing = 5
    /// The own request came back before the answer.
    public private(set) var sawEcho = false
    private var echoDiffers = false
    /// A whole answer with a wrong checksum was there.
    private(set) var sawDamage = false
    var isCrowded = false
    var sawForeignRequest = false

    /// - Parameters:
    ///   - expectsEcho: the adapter is known to echo; only then can a write's echo be told from its answer.
    ///   - hearsOthers: what belongs to other questions comes in as well, for a long time.
    public init(
        unit: UInt8, request: ModbusRequest, expectsEcho: Bool = false, hearsOthers: Bool = false
    ) throws(ModbusCodecError) {
        self.unit = unit
        self.request = request
        self.sent = RTUFrame.encode(unit: unit, pdu: try request.encoded())
        self.expectsEcho = expectsEcho
        self.hearsOthers = hearsOthers
    }

    /// The same framer before its first byte.
    var again: RTUResponseFramer {
        var fresh = self
        (fresh.buffer, fresh.stamps, fresh.start, fresh.settled, fresh.place) = ([], [], 0, 0, 0..<0)
        (fresh.answer, fresh.missing) = (nil, 5)
        (fresh.sawEcho, fresh.echoDiffers, fresh.sawDamage) = (false, false, false)
        (fresh.sawForeignRequest, fresh.isCrowded) = (false, false)
        return fresh
    }

    /// Everything that was received, for diagnosis.
    public var receivedBytes: [UInt8] { self.buffer }

    /// The answer as it came, without unit and checksum; empty before it is there.
    public var answerPDU: [UInt8] {
        self.place.count > 3 ? Array(self.buffer[(self.place.lowerBound + 1)..<(self.place.upperBound - 2)]) : []
    }

    /// Adds bytes that were seen at `nanoseconds`.
    public mutating func receive(_ bytes: some Sequence<UInt8>, at nanoseconds: Int64) -> Reception {
        for byte in bytes {
            self.buffer.append(byte)
            self.stamps.append(nanoseconds)
            self.limitBuffer()
            guard self.answer == nil else { continue }
            self.findEcho()
            self.settle()
        }
        return self.answer ?? .waiting(missing: self.missing)
    }

    /// The line is silent or the time is up: takes a frame that was held back behind a false start.
    public mutating func silence() -> Reception {
        for offset in self.buffer.indices.dropFirst(self.settled) where self.answer == nil {
            switch self.candidate(at: offset) {
            case .impossible, .incomplete: continue
            case .damaged: self.sawDamage = true
            case .complete(let response, let end): self.take(response, offset..<end)
            }
        }
        if self.answer == nil { self.findForeignRequest(before: self.buffer.count) }
        return self.answer ?? .waiting(missing: self.missing)
    }

    /// What is there when no answer was found.
    public var remains: Remains {
        if self.sawForeignRequest { return .foreignRequest }
        if self.isCrowded || self.sawDamage && self.isCrowd(before: self.buffer.count) { return .crowded }
        if self.sawDamage { return .damagedAnswer }
        if self.echoDiffers { return .collision }
        for offset in self.buffer.indices.dropFirst(self.start) {
            if case .incomplete = self.candidate(at: offset), self.buffer.count - offset >= 3 { return .damagedAnswer }
        }
        if self.buffer.count > self.start { return .noise }
        return self.sawEcho ? .echoOnly : .nothing
    }

    /// Passes over what cannot be the answer any more, up to a candidate that more bytes may complete.
    private mutating func settle() {
        while self.settled < self.buffer.count {
            switch self.candidate(at: self.settled) {
            case .impossible: self.settled += 1
            case .damaged:
                self.sawDamage = true
                self.settled += 1
            case .incomplete(let missing):
                self.missing = missing
                return
            case .complete(let response, let end):
                self.take(response, self.settled..<end)
                guard self.answer == nil else { return }
                self.settled = end
            }
        }
        self.missing = 5
    }

    private mutating func take(_ response: ModbusResponse, _ place: Range<Int>) {
        guard !self.isCrowded else { return }
        self.isCrowded = !self.hearsOthers && self.isCrowd(before: place.lowerBound)
        self.findForeignRequest(before: place.lowerBound)
        guard !self.sawForeignRequest, !self.isCrowded else { return }
        self.place = place
        self.answer = .answered(
            response, firstByteNanoseconds: self.stamps[place.lowerBound],
            lastByteNanoseconds: self.stamps[place.upperBound - 1])
    }

    private func candidate(at offset: Int) -> Candidate {
        let rest = self.buffer[offset...]
        guard rest[offset] == self.unit else { return .impossible }
        let pdu = rest.dropFirst()
        // It may be an exception, which ends soon.
        guard let code = pdu.first else { return .incomplete(missing: 4) }
        guard code & 0x7F == self.request.function.rawValue else { return .impossible }
        guard self.headMatches(pdu) else { return .impossible }
        guard let length = self.request.responseLength(startingWith: pdu) else {
            return rest.count < ModbusLimits.rtuFrame ? .incomplete(missing: 3) : .impossible
        }
        let end = offset + length + 3
        guard length <= ModbusLimits.pdu else { return .impossible }
        guard end <= self.buffer.count else { return .incomplete(missing: end - self.buffer.count) }
        guard CRC16.isValid(self.buffer[offset..<end]) else { return .damaged }
        guard let response = try? ModbusResponse(pdu: pdu.prefix(length), answering: self.request) else {
            return .impossible
        }
        return .complete(response, end: end)
    }

    /// Byte count of a read, address and value of a write, as far as they have come.
    private func headMatches(_ pdu: ArraySlice<UInt8>) -> Bool {
        guard let code = pdu.first, code & 0x80 == 0 else { return true }
        if self.request.function.writes {
            return self.sent.dropFirst(2).prefix(4).starts(with: pdu.dropFirst().prefix(4))
        }
        guard let length = self.request.fixedResponseLength, pdu.count > 1 else { return true }
        return Int(pdu[pdu.startIndex + 1]) == length - 2
    }

    private mutating func findEcho() {
        guard !self.sawEcho else { return }
        if self.expectsEcho {
            let head = self.buffer.prefix(self.sent.count)
            self.echoDiffers = !self.sent.starts(with: head)
            guard head.count == self.sent.count, !self.echoDiffers else { return }
            self.skipEcho(endingAt: self.sent.count)
        } else if self.request.function != .writeSingleCoil, self.request.function != .writeSingleRegister {
            guard self.buffer.last == self.sent.last, self.buffer.suffix(self.sent.count) == self.sent[...] else {
                return
            }
            self.skipEcho(endingAt: self.buffer.count)
        }
    }

    private mutating func skipEcho(endingAt end: Int) {
        self.sawEcho = true
        self.start = end
        self.settled = max(self.settled, end)
    }

    private mutating func limitBuffer() {
        let excess = self.buffer.count - 3 * ModbusLimits.rtuFrame
        guard excess > 0 else { return }
        self.buffer.removeFirst(excess)
        self.stamps.removeFirst(excess)
        self.start = max(0, self.start - excess)
        self.settled = max(0, self.settled - excess)
        self.place = max(0, self.place.lowerBound - excess)..<max(0, self.place.upperBound - excess)
    }
}
