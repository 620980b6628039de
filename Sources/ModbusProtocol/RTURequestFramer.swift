/// Finds requests in the bytes a device hears: for simulated devices and for listening to somebody else's line.
///
/// Frames are found by length and checksum at any offset, so noise and cut frames before a request are skipped.
/// A function it does not know has no length of its own: such a frame ends with silence, see ``silence(at:)``.
public struct RTURequestFramer: Sendable {
    private var buffer: [UInt8] = []
    private var stamps: [Int64] = []
    private var lastDropped: Int64?
    /// Bytes that belonged to no request.
    public private(set) var discardedByteCount = 0

    public init() {}

    /// Adds bytes that were seen at `nanoseconds`, and returns the requests that are complete now.
    public mutating func receive(_ bytes: some Sequence<UInt8>, at nanoseconds: Int64) -> [RTURequestFrame] {
        for byte in bytes {
            self.buffer.append(byte)
            self.stamps.append(nanoseconds)
        }
        var frames: [RTURequestFrame] = []
        while let range = self.firstFrame() {
            frames.append(self.take(range))
        }
        self.drop(self.buffer.count - ModbusLimits.rtuFrame)
        return frames
    }

    /// The line has been silent for a frame's gap: what is left is a frame of an unknown function, or nothing.
    public mutating func silence(at nanoseconds: Int64) -> RTURequestFrame? {
        defer { self.drop(self.buffer.count) }
        guard CRC16.isValid(self.buffer[...]) else { return nil }
        return self.take(0..<self.buffer.count)
    }

    /// When the last byte of an unfinished frame was seen; nil where nothing is pending.
    public var pendingSince: Int64? { self.stamps.last }

    private func firstFrame() -> Range<Int>? {
        guard self.buffer.count >= 4 else { return nil }
        for start in 0...(self.buffer.count - 4) {
            let pdu = self.buffer[(start + 1)...]
            guard let length = ModbusRequest.length(ofPDU: pdu), length + 3 <= ModbusLimits.rtuFrame else { continue }
            let end = start + length + 3
            guard end <= self.buffer.count, CRC16.isValid(self.buffer[start..<end]) else { continue }
            return start..<end
        }
        return nil
    }

    private mutating func take(_ range: Range<Int>) -> RTURequestFrame {
        self.drop(range.lowerBound)
        let count = range.count
        let first = self.stamps[0]
        let frame = RTURequestFrame(
            unit: self.buffer[0], pdu: Array(self.buffer[1..<(count - 2)]), firstByteNanoseconds: first,
            lastByteNanoseconds: self.stamps[count - 1],
            precedingSilenceNanoseconds: self.lastDropped.map { first - $0 }
        )
        self.lastDropped = self.stamps[count - 1]
        self.buffer.removeFirst(count)
        self.stamps.removeFirst(count)
        return frame
    }

    private mutating func drop(_ count: Int) {
        guard count > 0 else { return }
        self.discardedByteCount += count
        self.lastDropped = self.stamps[count - 1]
        self.buffer.removeFirst(count)
        self.stamps.removeFirst(count)
    }
}
