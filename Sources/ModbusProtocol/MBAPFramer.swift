/// Cuts a TCP stream into frames; for both sides.
///
/// TCP loses no bytes, so a header that makes no sense means that the peer speaks something else: there is no point
/// to start again from, and the connection must be closed.
public struct MBAPFramer: Sendable {
    public enum Failure: Error, Hashable, Sendable, CustomStringConvertible {
        case wrongProtocol(UInt16)
        case wrongLength(Int)

        public var description: String {
            switch self {
            case .wrongProtocol(let found):
                "MBAP header names protocol \(found); Modbus is 0. Is this a Modbus TCP port?"
            case .wrongLength(let found): "MBAP header names \(found) bytes; 2 to 254 are allowed"
            }
        }
    }

    private var buffer: [UInt8] = []

    public init() {}

    /// Bytes that wait for the rest of their frame.
    public var pendingByteCount: Int { self.buffer.count }

    /// Adds `bytes` and returns the frames that are complete now.
    ///
    /// - Throws: where no frame is complete and what follows is none; what stands behind a frame is told by the next call.
    public mutating func receive(_ bytes: some Sequence<UInt8>) throws(Failure) -> [MBAPFrame] {
        if self.buffer.isEmpty, let whole = bytes.withContiguousStorageIfAvailable({ Self.wholeFrame($0) }) ?? nil {
            return [whole]
        }
        self.buffer += bytes
        var frames: [MBAPFrame] = []
        var start = 0
        while self.buffer.count - start >= 7 {
            let rest = self.buffer[start...]
            let length = Int(rest.word(at: 4))
            if let failure = Self.failure(protocol: rest.word(at: 2), length: length) {
                guard frames.isEmpty else { break }
                throw failure
            }
            guard rest.count >= 6 + length else { break }
            let pdu = Array(rest.dropFirst(7).prefix(length - 1))
            frames.append(MBAPFrame(transaction: rest.word(at: 0), unit: rest[start + 6], pdu: pdu))
            start += 6 + length
        }
        self.buffer.removeFirst(start)
        return frames
    }

    /// The frame that `bytes` are, no more and no less: so it comes, as a rule.
    private static func wholeFrame(_ bytes: UnsafeBufferPointer<UInt8>) -> MBAPFrame? {
        guard bytes.count >= 8 else { return nil }
        func word(_ offset: Int) -> UInt16 { UInt16(bytes[offset]) << 8 | UInt16(bytes[offset + 1]) }
        let length = Int(word(4))
        guard bytes.count == 6 + length, self.failure(protocol: word(2), length: length) == nil else { return nil }
        return MBAPFrame(transaction: word(0), unit: bytes[6], pdu: Array(bytes[7...]))
    }

    private static func failure(protocol number: UInt16, length: Int) -> Failure? {
        if number != 0 { return .wrongProtocol(number) }
        return (2...ModbusLimits.pdu + 1).contains(length) ? nil : .wrongLength(length)
    }
}
