public import ModbusProtocol

/// One frame of somebody else's traffic.
public struct SniffedFrame: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable, Codable {
        case request
        case answer
        case exception
        /// A good checksum around a function that this room does not know.
        case other
    }

    public var kind: Kind
    /// 0 is the broadcast.
    public var unit: UInt8
    /// Function code and data.
    public var pdu: [UInt8]
    /// The question: this frame itself, or the one that this frame answers; nil where it was not heard.
    public var request: ModbusRequest?
    /// Begin of the first character, in nanoseconds of the caller's clock, as far as looks at the port can tell.
    public var startNanoseconds: Int64
    /// End of the last character.
    public var endNanoseconds: Int64
    /// Silence before the frame; nil for the first bytes heard.
    public var gapNanoseconds: Int64?
    /// From the request's end to the answer's begin; nil for everything but an answer to a request that was heard.
    public var latencyNanoseconds: Int64?
    /// Whether the silence before it was long enough (3.5 characters, or the standard's 1.75 ms); nil where unknown.
    public var keepsSilence: Bool?

    public var function: UInt8 { (self.pdu.first ?? 0) & 0x7F }

    /// The answer's content; nil for everything but an answer or exception whose request was heard.
    public var response: ModbusResponse? {
        guard self.kind == .answer || self.kind == .exception, let request else { return nil }
        return try? ModbusResponse(pdu: self.pdu, answering: request)
    }

    /// As it went over the line, with address and checksum.
    public var bytes: [UInt8] { RTUFrame.encode(unit: self.unit, pdu: self.pdu) }
}

extension SniffedFrame: CustomStringConvertible {
    /// For example `unit 7: read 2 input registers from 72 (0x0048, number 30073)`.
    public var description: String {
        let who = self.unit == 0 ? "to all units" : "unit \(self.unit)"
        switch self.kind {
        case .request:
            let what = self.request.map(RegisterNotation.description) ?? "function \(self.function), not understood"
            return "\(who): \(what)"
        case .answer:
            let words = self.response?.words.map { "\($0.count) values" }
            let what = words ?? Wording.count(self.pdu.count, "byte")
            let latency = self.latencyNanoseconds.map { " after \(Wording.milliseconds($0))" }
            return "\(who) answers\(latency ?? ", the question was not heard"): \(what)"
        case .exception: return "\(who) refuses: \(ModbusException(code: self.pdu.dropFirst().first ?? 0))"
        case .other: return "\(who): function \(self.function), unknown, \(Wording.count(self.pdu.count, "byte"))"
        }
    }
}
