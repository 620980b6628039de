/// How long characters and the silence between frames take (Modbus over serial line V1.02, section 2.5.1.1).
public struct LineTiming: Hashable, Sendable {
    /// One character with start, parity and stop bits, in nanoseconds; 0 in a TCP connection.
    public let characterNanoseconds: Int64
    /// Silence before every frame, in nanoseconds; 0 in a TCP connection.
    public let silenceNanoseconds: Int64
    /// Frames are those of a serial line, with a checksum and without a transaction number: a late answer can be taken
    /// for another's. True on a serial line, and for RTU frames inside a TCP connection.
    public let isSerial: Bool

    /// A serial line: 3.5 characters of silence, and the standard's fixed 1.75 ms above 19 200 baud.
    ///
    /// - Parameters:
    ///   - baud: bit/s, at least 1.
    ///   - strictCharacters: true takes 3.5 characters above 19 200 baud as well; faster, and some devices refuse it.
    public init(baud: Int, parity: Parity, stopBits: Int, strictCharacters: Bool = false) {
        let bits = Int64(1 + 8 + (parity == .none ? 0 : 1) + stopBits)
        self.characterNanoseconds = bits * 1_000_000_000 / Int64(max(1, baud))
        let silence = self.characterNanoseconds * 7 / 2
        self.silenceNanoseconds = baud > 19200 && !strictCharacters ? 1_750_000 : silence
        self.isSerial = true
    }

    private init(isSerial: Bool) {
        self.characterNanoseconds = 0
        self.silenceNanoseconds = 0
        self.isSerial = isSerial
    }

    /// No characters, no silence, transaction numbers.
    public static let tcp = LineTiming(isSerial: false)

    /// RTU frames inside a TCP connection: no characters and no silence of ours, and no transaction numbers either.
    public static let rtuOverTCP = LineTiming(isSerial: true)

    /// Wire time of `count` characters in nanoseconds.
    public func duration(ofCharacters count: Int) -> Int64 { Int64(count) * self.characterNanoseconds }
}
