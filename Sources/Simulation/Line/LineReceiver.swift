internal import ModbusProtocol

/// Hears what a client sends, character by character at the line's rate, and says when a request has ended.
///
/// A pseudo-terminal hands over a whole frame at once; here its characters follow each other on the wire, each ending
/// one character time after the last. A request counts when the line has then been silent for 3.5 characters.
struct LineReceiver {
    private var framer = RTURequestFramer()
    private var complete: RTURequestFrame?
    /// When the last character ends, and so the earliest start of the next.
    private(set) var lineFree: Int64 = .min
    private var silence: Int64 = 0
    private var cameTooEarly = false
    private let requiresSilence: Bool

    /// - Parameter requiresSilence: true ignores a request that comes before the line was silent for 3.5 characters.
    init(requiresSilence: Bool = false) { self.requiresSilence = requiresSilence }

    /// When the present frame will have ended, if nothing more comes; nil on a quiet line.
    var deadline: Int64? {
        guard self.complete != nil || self.framer.pendingSince != nil else { return nil }
        return self.lineFree + self.silence
    }

    /// A whole request has come, and nothing after it yet.
    var holdsRequest: Bool { self.complete != nil }

    /// Takes bytes that were found in the port at `now`.
    mutating func receive(_ bytes: [UInt8], at now: Int64, pace: LinePace) {
        self.silence = pace.silence
        if self.deadline == nil { self.cameTooEarly = self.lineFree > now - self.silence }
        self.lineFree = max(self.lineFree, now)
        for byte in bytes {
            self.lineFree += pace.character
            // A request that more characters follow without a pause is no request.
            self.complete = self.framer.receive([byte], at: self.lineFree).last
        }
    }

    /// The request that ended with the silence at ``deadline``; nil where what came was none.
    mutating func endOfFrame() -> RTURequestFrame? {
        defer { self.complete = nil }
        let frame = self.complete ?? self.framer.silence(at: self.lineFree)
        return self.requiresSilence && self.cameTooEarly ? nil : frame
    }

    /// Something else is on the line until `time`: what came meanwhile is forgotten.
    mutating func busy(until time: Int64) {
        self.framer = RTURequestFramer()
        self.complete = nil
        self.lineFree = max(self.lineFree, time)
    }
}
