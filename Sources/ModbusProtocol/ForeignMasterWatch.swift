/// Finds the requests of another master among the bytes that answer none of our questions.
///
/// A request is taken for one where it is all that came between two silences, or where its answer follows it. One that
/// lies inside other bytes may be chance (a damaged answer holds a valid checksum now and then): it counts with a second
/// one within a minute. The driver leaves out the echo of its own request and what it took for an answer.
struct ForeignMasterWatch: Sendable {
    struct Finding {
        let request: ForeignRequest
        /// False where it may be chance.
        let isCertain: Bool
        /// Its answer followed at once, before the line was silent: nothing more is to come.
        let isAnswered: Bool
    }

    /// How long a request inside other bytes is remembered, in nanoseconds.
    private static let doubtNanoseconds: Int64 = 60_000_000_000
    /// A late answer that looks like a request may follow our own question by so much.
    private static let memoryNanoseconds: Int64 = 60_000_000_000
    /// A slow adapter returns what was sent this much later at most.
    private static let echoNanoseconds: Int64 = 100_000_000
    private static let memoryLimit = 256
    /// An adapter may hand a frame over in two lumps that lie so far apart.
    private static let lumpNanoseconds: Int64 = 30_000_000

    /// So long after the beginning an answer may come to what a program before this one asked.
    private static let predecessorNanoseconds: Int64 = 3_000_000_000

    private let timing: LineTiming
    /// When the line was watched for the first time.
    private var begunAt: Int64?
    private var burst: [HeardBytes] = []
    /// What came shortly before and held no request: this burst may be its rest.
    private var fragment: [HeardBytes] = []
    private var byteCount = 0
    private var doubtful: Int64?
    /// Own requests whose answers look like requests: writes, and reads of a few coils.
    private var mirrored: [[UInt8]: Int64] = [:]
    /// The last frame that was sent, until it came back once.
    private var echo: (frame: ForeignRequest, until: Int64)?

    init(timing: LineTiming) { self.timing = timing }

    /// We ask; what was heard before has ended.
    mutating func sent(_ request: ModbusRequest, to unit: UInt8, end: Int64) {
        self.begin(at: end)
        guard let pdu = try? request.encoded() else { return }
        self.echo = (ForeignRequest(unit: unit, pdu: pdu, endNanoseconds: end), end + Self.echoNanoseconds)
        guard request.function.writes || request.function.readsBits else { return }
        if self.mirrored.count >= Self.memoryLimit { self.mirrored = self.mirrored.filter { $0.value > end } }
        if self.mirrored.count < Self.memoryLimit { self.mirrored[pdu] = end + Self.memoryNanoseconds }
    }

    /// Bytes that are no answer to a question of ours.
    mutating func heard(_ bytes: [UInt8], at now: Int64) -> [Finding] {
        // They were seen together, and came one after the other.
        let found = self.settle(at: now - self.timing.duration(ofCharacters: bytes.count))
        guard !bytes.isEmpty else { return found }
        self.burst.append(HeardBytes(nanoseconds: now, bytes: bytes))
        self.byteCount += bytes.count
        while self.byteCount > 2 * ModbusLimits.rtuFrame, self.burst.count > 1 {
            self.byteCount -= self.burst.removeFirst().bytes.count
        }
        return found
    }

    /// Looks at what came before the present silence, if there is one.
    mutating func settle(at now: Int64) -> [Finding] {
        self.begin(at: now)
        guard let last = self.burst.last, now - last.nanoseconds >= self.timing.silenceNanoseconds else { return [] }
        return self.endBurst(at: now)
    }

    /// What follows is ours: the bytes so far were all of it.
    mutating func endBurst(at now: Int64) -> [Finding] {
        guard let first = self.burst.first else { return [] }
        let alone = self.requests(in: self.burst, at: now)
        let isClose = self.fragment.last.map { first.nanoseconds - $0.nanoseconds < Self.lumpNanoseconds } ?? false
        if !isClose { self.fragment = [] }
        let found = alone.isEmpty && isClose ? self.requests(in: self.fragment + self.burst, at: now) : alone
        self.fragment = found.isEmpty ? Array((self.fragment + self.burst).suffix(ModbusLimits.rtuFrame)) : []
        self.burst = []
        self.byteCount = 0
        return found
    }

    private mutating func requests(in burst: [HeardBytes], at now: Int64) -> [Finding] {
        guard burst.reduce(0, { $0 + $1.bytes.count }) >= 4 else { return [] }
        var framer = RTURequestFramer()
        let frames = burst.flatMap { framer.receive($0.bytes, at: $0.nanoseconds) }
        return frames.compactMap { frame in
            let request = ForeignRequest(unit: frame.unit, pdu: frame.pdu, endNanoseconds: frame.lastByteNanoseconds)
            guard !self.isOurs(request) else { return nil }
            let bytes = burst.flatMap(\.bytes)
            guard !self.mayAnswerPredecessor(request, in: bytes) else { return nil }
            let isCertain = self.isCertain(request, in: bytes) || self.isRepeated(at: now)
            return Finding(request: request, isCertain: isCertain, isAnswered: self.isAnswered(request, in: bytes))
        }
    }

    /// The port was opened anew.
    mutating func forget() {
        (self.burst, self.fragment, self.byteCount, self.echo) = ([], [], 0, nil)
    }

    private func isCertain(_ request: ForeignRequest, in bytes: [UInt8]) -> Bool {
        let frame = RTUFrame.encode(unit: request.unit, pdu: request.pdu)
        guard bytes.starts(with: frame) else { return false }
        let rest = bytes.dropFirst(frame.count)
        guard !rest.isEmpty else { return true }
        // Adapters hand over in lumps: request and answer come together.
        guard let question = request.request, var framer = try? RTUResponseFramer(unit: request.unit, request: question)
        else { return false }
        if case .answered = framer.receive(rest, at: 0) { return true }
        return false
    }

    private func isAnswered(_ request: ForeignRequest, in bytes: [UInt8]) -> Bool {
        let frame = RTUFrame.encode(unit: request.unit, pdu: request.pdu)
        let last = bytes.count - frame.count
        guard last >= 0, let question = request.request,
            let start = (0...last).last(where: { bytes[$0...].starts(with: frame) }),
            var framer = try? RTUResponseFramer(unit: request.unit, request: question)
        else { return false }
        if case .answered = framer.receive(bytes[(start + frame.count)...], at: 0) { return true }
        return false
    }

    private mutating func begin(at now: Int64) { if self.begunAt == nil { self.begunAt = now } }

    /// A write is answered by its own bytes. Heard alone right after the beginning, they may be meant for whoever had the
    /// line before: a service that was killed behind its write and started again.
    private func mayAnswerPredecessor(_ request: ForeignRequest, in bytes: [UInt8]) -> Bool {
        guard request.writes, let begunAt else { return false }
        return request.endNanoseconds - begunAt < Self.predecessorNanoseconds
            && bytes == RTUFrame.encode(unit: request.unit, pdu: request.pdu)
    }

    private mutating func isRepeated(at now: Int64) -> Bool {
        defer { self.doubtful = now }
        return self.doubtful.map { now - $0 < Self.doubtNanoseconds } ?? false
    }

    /// Our own request that came back, or the late answer to a question of ours that looks like a request.
    private mutating func isOurs(_ request: ForeignRequest) -> Bool {
        if let echo, echo.frame.unit == request.unit, echo.frame.pdu == request.pdu,
            request.endNanoseconds <= echo.until
        {
            self.echo = nil
            return true
        }
        return self.mirrored.contains { pdu, until in
            guard until > request.endNanoseconds, let own = try? ModbusRequest(pdu: pdu) else { return false }
            return pdu == request.pdu || (try? ModbusResponse(pdu: request.pdu, answering: own)) != nil
        }
    }
}
