/// Finds requests in the bytes a device hears: for simulated devices and for listening to somebody else's line.
///
/// Frames are found by length and checksum at any offset, so noise and cut frames before a request are skipped. The
/// frame that ends first is taken, and of several that end with the same byte the longest, in whatever pieces they come.
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
        var frames: [RTURequestFrame] = []
        for byte in bytes {
            self.buffer.append(byte)
            self.stamps.append(nanoseconds)
            if let start = self.startOfEndedFrame {
                self.drop(start)
                frames.append(self.takeAll())
            } else {
                self.drop(self.buffer.count - ModbusLimits.rtuFrame)
            }
        }
        return frames
    }

    /// The line has been silent for a frame's gap: what is left is a frame of an unknown function, or nothing.
    public mutating func silence(at nanoseconds: Int64) -> RTURequestFrame? {
        defer { self.drop(self.buffer.count) }
        guard CRC16.isValid(self.buffer[...]) else { return nil }
        return self.takeAll()
    }

    /// When the last byte of an unfinished frame was seen; nil where nothing is pending.
    public var pendingSince: Int64? { self.stamps.last }

    /// Where the longest request starts that the last byte ends; nil where it ends none.
    private var startOfEndedFrame: Int? {
        let end = self.buffer.count
        guard end >= 4 else { return nil }
        return (0...(end - 4)).first { start in
            let length = ModbusRequest.length(ofPDU: self.buffer[(start + 1)...])
            return length.map { start + $0 + 3 } == end && CRC16.isValid(self.buffer[start..<end])
        }
    }

    private mutating func takeAll() -> RTURequestFrame {
        let first = self.stamps[0]
        let last = self.stamps[self.stamps.count - 1]
        let frame = RTURequestFrame(
            unit: self.buffer[0], pdu: Array(self.buffer[1..<(self.buffer.count - 2)]), firstByteNanoseconds: first,
            lastByteNanoseconds: last, precedingSilenceNanoseconds: self.lastDropped.map { first - $0 })
        self.lastDropped = last
        self.buffer.removeAll(keepingCapacity: true)
        self.stamps.removeAll(keepingCapacity: true)
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
