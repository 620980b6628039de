/// One exchange as it went over the line, for diagnosis: every byte that was sent and heard, with its time.
public struct LineRecord: Hashable, Sendable, Codable {
    /// How it ended.
    public enum Outcome: String, Hashable, Sendable, Codable, CaseIterable {
        /// A good answer.
        case answered
        /// The unit refuses, or a gateway speaks for it: the code is in ``LineRecord/exception``.
        case exception
        /// Remains of the unit's own answer: cut, or with a wrong checksum.
        case damaged
        /// The echo of the request differs from the request.
        case collision
        /// Bytes came that have nothing to do with the question.
        case noise
        /// The adapter's echo of the request and nothing else.
        case echoOnly
        /// Nothing came.
        case silent
    }

    public var unit: UInt8
    /// The request without unit and checksum.
    public var request: [UInt8]
    /// As the request went out, with address and checksum (or the TCP header).
    public var sent: [UInt8]
    /// CLOCK_MONOTONIC of the request's first bit, in nanoseconds.
    public var sentNanoseconds: Int64
    /// End of the request's last character.
    public var sentEndNanoseconds: Int64
    /// Everything that came from the request's start to the end of the exchange: noise, echo and answer.
    public var heard: [HeardBytes]
    public var outcome: Outcome
    /// The answer without unit and checksum; nil where there was none.
    public var answer: [UInt8]?
    /// The exception's code.
    public var exception: UInt8?
    /// From the end of the request to the answer's first byte; nil where there was none.
    public var latencyNanoseconds: Int64?
    /// The request came back before the answer.
    public var sawEcho: Bool
    /// When the exchange was over.
    public var endNanoseconds: Int64

    public init(
        unit: UInt8, request: [UInt8], sent: [UInt8], sentNanoseconds: Int64, sentEndNanoseconds: Int64,
        heard: [HeardBytes], outcome: Outcome, answer: [UInt8]? = nil, exception: UInt8? = nil,
        latencyNanoseconds: Int64? = nil, sawEcho: Bool = false, endNanoseconds: Int64
    ) {
        self.unit = unit
        self.request = request
        self.sent = sent
        self.sentNanoseconds = sentNanoseconds
        self.sentEndNanoseconds = sentEndNanoseconds
        self.heard = heard
        self.outcome = outcome
        self.answer = answer
        self.exception = exception
        self.latencyNanoseconds = latencyNanoseconds
        self.sawEcho = sawEcho
        self.endNanoseconds = endNanoseconds
    }

    /// All bytes that came, in their order.
    public var heardBytes: [UInt8] { self.heard.flatMap(\.bytes) }

    /// The question again; nil for a function this room does not know.
    public var question: ModbusRequest? { try? ModbusRequest(pdu: self.request) }

    /// The answer's content; nil where there was none that fits the question.
    public var response: ModbusResponse? {
        guard let answer, let question else { return nil }
        return try? ModbusResponse(pdu: answer, answering: question)
    }
}
